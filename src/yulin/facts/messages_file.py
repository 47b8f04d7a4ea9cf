"""What can be wrong with a whole file or folder."""

from __future__ import annotations

from yulin.facts.message import Message, error, warning

_SAVE_AS_XLSX = (
    "请用 Excel 或 WPS 打开，另存为“.xlsx 工作簿”后重新上传",
    "Save as .xlsx and retry",
)
_ASK_AGAIN = ("请向提供方重新索取或重新导出该文件", "Export the file again or ask for a new copy")

FILE: dict[str, Message] = {
    "not_found": error(
        "没有这个文件或文件夹：{name}",
        "No such file or folder: {name}",
        "请检查路径",
        "Check the path",
    ),
    "empty_file": error("文件是空的", "The file is empty", *_ASK_AGAIN),
    "too_large": error(
        "文件有 {size} MB，超过上限 {limit} MB",
        "The file is {size} MB; the limit is {limit} MB",
        "请按地区或年份拆成几个文件",
        "Split it by region or year",
    ),
    "wrong_type": error(
        "这不是表格文件，而是{actual_zh}",
        "This is not a spreadsheet but {actual_en}",
        *_SAVE_AS_XLSX,
    ),
    "truncated": error(
        "文件不完整或已损坏，打不开", "The file is incomplete or damaged", *_ASK_AGAIN
    ),
    "encrypted": error(
        "文件设有打开密码",
        "The file is protected by a password",
        "请在 Excel 中取消打开密码（文件→信息→保护工作簿）后重新上传",
        "Remove the password (File, Info, Protect Workbook) and retry",
    ),
    "macro": error(
        "文件带有宏或控件，为了安全不予读取",
        "The file holds macros or controls and is not read, for safety",
        *_SAVE_AS_XLSX,
    ),
    "zip_bomb": error(
        "文件解压后过大（{why}），疑似压缩炸弹",
        "The file unpacks to too much ({why}), as a zip bomb does",
        *_SAVE_AS_XLSX,
    ),
    "nested_archive": error(
        "文件里嵌有另一个压缩包或文档：{name}",
        "Another archive or document is embedded: {name}",
        "请删除嵌入的对象后重新上传",
        "Delete the embedded object and retry",
    ),
    "unsafe_path": error(
        "文件内部的路径不安全：{name}", "A path inside the file is unsafe: {name}", *_ASK_AGAIN
    ),
    "xml_dtd": error(
        "文件内部含有文档类型定义或实体（{name}），为了安全不予读取",
        "A part declares a document type or entities ({name}) and is not read, for safety",
        *_SAVE_AS_XLSX,
    ),
    "xml_encoding": error(
        "文件内部使用了不支持的编码（{name}）",
        "A part uses an encoding that is not supported ({name})",
        *_SAVE_AS_XLSX,
    ),
    "external_link": error(
        "工作簿链接到其他文件，链接的值可能已经过时",
        "The workbook links to other files; linked values may be out of date",
        "请在“数据→编辑链接”中断开链接，或复制后粘贴为数值，再上传",
        "Break the links (Data, Edit Links) or paste as values, and retry",
    ),
    "too_many_rows": error(
        "有 {rows} 行，超过上限 {limit} 行",
        "There are {rows} rows; the limit is {limit}",
        "请拆成几个文件，或改用 Parquet 文件夹",
        "Split the file, or use a folder of Parquet files",
    ),
    "too_many_columns": error(
        "用到了第 {columns} 列，超过上限 {limit} 列",
        "Column {columns} is used; the limit is {limit}",
        "请删除表格右侧多余的内容",
        "Delete what stands far to the right",
    ),
    "too_sparse": error(
        "有内容的单元格相距太远（{rows} 行 × {columns} 列）",
        "Filled cells are too far apart ({rows} rows × {columns} columns)",
        "请删除表格下方或右侧多余的内容",
        "Delete what stands far below or far to the right",
    ),
    "bad_encoding": error(
        "文字编码认不出（既不是 UTF-8 也不是 GBK）",
        "The text is neither UTF-8 nor GBK",
        "请另存为“CSV UTF-8（逗号分隔）”后重新上传",
        "Save as CSV UTF-8 and retry",
    ),
    "bad_csv": error(
        "CSV 第 {line} 行附近格式有误，可能引号不成对",
        "The CSV is malformed near line {line}, perhaps an unpaired quote",
        "请用 Excel 打开核对后另存为 CSV UTF-8",
        "Open it in Excel, check, and save as CSV UTF-8",
    ),
    "unknown_file": warning(
        "文件夹里的 {name} 不是要读的表，已忽略",
        "{name} in the folder is not a table to be read, and was ignored",
        "如需读取，请按表名命名，如“人员.csv”",
        "To have it read, name it after a table, such as 人员.csv",
    ),
    "no_tables": error(
        "没有找到任何要读的工作表",
        "No sheet to be read was found",
        "工作表请按模板命名：{names}",
        "Name the sheets as in the template: {names}",
    ),
    "old_format": warning(
        "{format} 格式看不出哪些单元格是公式，一律按显示的值读取",
        "In {format} formulas cannot be told from values; shown values were used",
        "建议另存为 .xlsx",
        "Better save as .xlsx",
    ),
    "bad_frame": error(
        "Parquet 文件的内容不合规定：{why}",
        "The Parquet file breaks the contract: {why}",
        "请用本系统导出的格式，或改用工作簿",
        "Use files written by this system, or a workbook",
    ),
    "too_many_problems": error(
        "问题太多，只列出前 {limit} 个",
        "Too many problems; only the first {limit} are listed",
        "请先改正已列出的，再重新上传",
        "Correct those listed and retry",
    ),
}
