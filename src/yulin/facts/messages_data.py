"""What can be wrong with a sheet, a cell, or records taken together."""

from __future__ import annotations

from yulin.facts.message import Message, error, warning

SHEET: dict[str, Message] = {
    "unknown_sheet": warning(
        "不认识的工作表“{name}”，已忽略{guess_zh}",
        "Unknown sheet {name}, ignored{guess_en}",
        "如需读取，请按模板改名",
        "Rename it as in the template to have it read",
    ),
    "duplicate_sheet": error(
        "有两张表都是“{name}”：{first} 和 {second}",
        "Two sheets are both {name}: {first} and {second}",
        "请合并成一张",
        "Merge them into one",
    ),
    "missing_people": error(
        "缺少“人员”表，不知道这些记录是谁的",
        "There is no sheet 人员 to say whose these records are",
        "请加上“人员”表",
        "Add the sheet 人员",
    ),
    "no_header": error(
        "前 {rows} 行里找不到表头",
        "No header row in the first {rows} rows",
        "请把列名放在同一行，如：{names}",
        "Put the column names in one row, such as: {names}",
    ),
    "unknown_column": warning(
        "不认识的列“{name}”，已忽略{guess_zh}",
        "Unknown column {name}, ignored{guess_en}",
        "如需读取，请按模板改列名",
        "Rename it as in the template to have it read",
    ),
    "missing_column": error(
        "缺少必填的列“{name}”{guess_zh}",
        "The required column {name} is missing{guess_en}",
        "请加上这一列",
        "Add the column",
    ),
    "duplicate_column": error(
        "“{name}”出现了两次（{first} 列和 {second} 列），不知道该用哪一列",
        "{name} appears twice (columns {first} and {second})",
        "请删去一列",
        "Delete one of them",
    ),
    "formula": warning(
        "有 {cells} 个单元格是公式，已按上次计算的值读取",
        "{cells} cells are formulas; their last computed values were used",
        "请核对数值是否最新，最好粘贴为数值",
        "Check that they are up to date; better paste as values",
    ),
    "formula_without_value": error(
        "公式没有计算结果",
        "The formula holds no computed value",
        "请在 Excel 中打开、保存一次，或粘贴为数值",
        "Open and save it in Excel, or paste as a value",
    ),
    "excel_error": error(
        "单元格是错误值（如 #N/A、#DIV/0!）",
        "The cell holds an error such as #N/A or #DIV/0!",
        "请改正公式或直接填写值",
        "Correct the formula or type the value",
    ),
    "merged_cells": error(
        "数据区有合并单元格（{range}），除第一格外都读不到值",
        "Cells are merged among the data ({range}); only the first holds a value",
        "请取消合并，并把每一行填全",
        "Unmerge them and fill in every row",
    ),
    "total_row": warning(
        "这一行是合计，已忽略", "This row is a total and was ignored", "不需要处理", "Nothing to do"
    ),
}

CELL: dict[str, Message] = {
    "missing_value": error("必填，但没有填", "Required but empty", "请填写", "Fill it in"),
    "date_out_of_range": error(
        "日期 {value} 超出 {low}—{high} 年",
        "The date {value} is outside {low}-{high}",
        "请核对年份",
        "Check the year",
    ),
    "bad_number": error(
        "“{value}”不是数字",
        "{value} is not a number",
        "请只填数字{unit_zh}",
        "Write digits only{unit_en}",
    ),
    "number_out_of_range": error(
        "数字太大：{value}", "The number is too large: {value}", "请核对单位", "Check the unit"
    ),
    "too_precise": error(
        "“{value}”小数位太多，最多 {scale} 位",
        "{value} has too many decimals; at most {scale}",
        "请四舍五入后填写",
        "Round it",
    ),
    "bad_yes": error(
        "“{value}”应填“是”或“否”", "{value} should be 是 or 否", "请填“是”或“否”", "Write 是 or 否"
    ),
    "unknown_label": error(
        "“{value}”不在可选项里{guess_zh}",
        "{value} is not among the choices{guess_en}",
        "可选：{choices}",
        "Choices: {choices}",
    ),
    "bad_division": error(
        "“{value}”不是行政区划代码或名称",
        "{value} is not a division code or name",
        "请填六位代码或全称，如 330302 或 浙江省温州市鹿城区；境外的留空",
        "Write a six-digit code or the full name, such as 330302; leave blank if abroad",
    ),
    "unknown_division": warning(
        "有 {cells} 个区划代码（如 {value}）不在现有区划表中，已照填写的保存",
        "{cells} division codes, such as {value}, are not in our table; kept as written",
        "请核对代码",
        "Check the code",
    ),
    "control_character": error(
        "含有看不见的控制字符",
        "It contains invisible control characters",
        "请重新录入这一格",
        "Type the cell again",
    ),
    "too_long": error(
        "文字有 {length} 个字，超过上限 {limit}",
        "The text has {length} characters; the limit is {limit}",
        "请缩短",
        "Shorten it",
    ),
    "date_in_text": warning(
        "应填文字，但表格软件把它存成了日期，已读作 {value}",
        "Text is expected but the spreadsheet stored a date; read as {value}",
        "请核对，并把该列设为文本格式",
        "Check it, and set the column to text",
    ),
}

RECORD: dict[str, Message] = {
    "merged_rows": warning(
        "与第 {first} 行说的是同一件事，已合并",
        "About the same as row {first}; put together",
        "两处来源互相补充，不用改",
        "The two sources complete each other; nothing to do",
    ),
    "contradiction": warning(
        "两处登记不一致：{values}；按未知处理，依赖它的条件无法判定",
        "The registers disagree: {values}; taken as unknown, what rests on it is undetermined",
        "请向来源部门核实哪一处对，改正后重新导入",
        "Ask the departments which is right, correct it and import again",
    ),
    "contradiction_refused": error(
        "两处登记不一致：{values}；这一列不能空着，须先核实",
        "The registers disagree: {values}; this column may not stay unknown",
        "请核实哪一处对，删去另一行",
        "Find out which is right and delete the other row",
    ),
    "duplicate_row": warning(
        "与第 {first} 行完全相同，已忽略",
        "Identical to row {first}; ignored",
        "确实有两条的，请在内容上区分",
        "If there really are two, tell them apart",
    ),
    "unknown_person": error(
        "这个证件号不在“人员”表中",
        "This 证件号 is not in the sheet 人员",
        "请核对号码，或在“人员”表中加上此人",
        "Check the number, or add the person to 人员",
    ),
    "unknown_employer": error(
        "这个单位代码不在“单位”表中",
        "This employer code is not in the sheet 单位",
        "请核对代码，或在“单位”表中加上该单位",
        "Check the code, or add the employer to 单位",
    ),
    "unlisted_founder": warning(
        "有 {cells} 个号码不在“人员”表中，与其本人有关的条件将无法判断",
        "{cells} numbers are not in 人员; conditions about these people stay undetermined",
        "需要判断的，请把他们加到“人员”表",
        "Add them to 人员 where that matters",
    ),
    "unlisted_employer": warning(
        "有 {cells} 个单位代码不在“单位”表中，与这些单位有关的条件将无法判断",
        "{cells} codes are not in 单位; conditions about these organisations stay undetermined",
        "需要判断的，请把这些单位加到“单位”表",
        "Add them to 单位 where that matters",
    ),
    "end_before_start": error(
        "早于{start}（{first}）",
        "Earlier than {start} ({first})",
        "请核对两个日期",
        "Check both dates",
    ),
    "birth_mismatch": error(
        "与证件号中的出生日期（{born}）不一致",
        "Differs from the birth date in the 证件号 ({born})",
        "请对照证件核对；留空则取证件号中的日期",
        "Compare with the document; left blank, the one in the number is used",
    ),
    "unknown_area": warning(
        "有 {cells} 个证件号的前六位（如 {value}）不在现有区划表中，可能是已撤销的区划，不影响使用",
        "The first six digits of {cells} numbers, such as {value}, are not in our table of"
        " divisions, perhaps abolished; still accepted",
        "请抽查核对",
        "Check some of them",
    ),
    "sex_mismatch": warning(
        "与证件号中的性别不一致，已照填写的保存",
        "Differs from the sex in the 证件号; kept as written",
        "请核对",
        "Check it",
    ),
}

#: facts that policy documents declare themselves (附加事实)
TOLD: dict[str, Message] = {
    "told_without_value": error(
        "这一行没有写值",
        "This row gives no value",
        "请按事实的类型填 是否、数值、日期、地区、文字 中的一列；还不知道的，删去这一行",
        "Fill in the one of 是否, 数值, 日期, 地区, 文字 that fits; delete the row while it is unknown",
    ),
    "told_two_values": error(
        "这一行写了不止一个值，不知道以哪个为准",
        "This row gives more than one value",
        "是否、数值、日期、地区、文字 只填一列",
        "Fill in only one of 是否, 数值, 日期, 地区, 文字",
    ),
    "told_unknown": warning(
        "没有政策声明叫“{value}”的事实，{cells} 行不起作用{guess_zh}",
        "No policy declares a fact called {value}; {cells} rows have no effect{guess_en}",
        "请照政策文档“事实”里的名称填写；登记里有的内容填在各自的表里；别的政策要的不用改",
        "Use a name from 事实 of a policy document; what registers hold goes into their own sheets;"
        " leave what other policies ask for",
    ),
    "told_elsewhere": error(
        "“{value}”不是这张表的事实",
        "{value} is no fact of this sheet",
        "请填在“{sheet_name}”表",
        "Put it into the sheet {sheet_name}",
    ),
    "told_other_column": error(
        "“{value}”的值不该填在这一列",
        "The value of {value} does not belong in this column",
        "请填在“{column_name}”列；几份文档里同名而类型不同的，名称写成 政策编号/名称",
        "Put it into {column_name}; write 政策编号/名称 where documents declare the name with other types",
    ),
    "told_twice": error(
        "“{value}”与第 {first} 行说的是同一件事、同一天起，值却不同",
        "{value} is said in row {first} from the same day on, with another value",
        "请核实哪一个对，删去另一行；后来变了的，写明从哪一天起",
        "Find out which is right and delete the other; if it changed later, say from which day",
    ),
}
