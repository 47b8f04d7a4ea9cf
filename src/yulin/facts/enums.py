"""Label sets of the record tables; an ordered set ranks its labels from lowest to highest."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class LabelSet:
    """A closed set of labels, stored by position."""

    name: str
    labels: tuple[str, ...]
    #: the labels in English, position by position
    en: tuple[str, ...]
    ordered: bool = False
    #: written forms people use, mapped to a label
    aliases: dict[str, str] = field(default_factory=dict, hash=False)

    def code(self, text: str) -> int:
        """Return the position of a label or alias; raise KeyError when there is none."""
        label = self.aliases.get(text, text)
        try:
            return self.labels.index(label)
        except ValueError:
            raise KeyError(text) from None

    def label(self, code: int) -> str:
        """Return the label at a position."""
        return self.labels[code]

    def english(self, text: str) -> str:
        """Return a label or alias in English; raise KeyError when there is none."""
        return self.en[self.code(text)]


ID_TYPE = LabelSet(
    name="证件类型",
    labels=(
        "居民身份证",
        "港澳台居民居住证",
        "外国人永久居留身份证",
        "护照",
        "港澳居民来往内地通行证",
        "台湾居民来往大陆通行证",
    ),
    en=(
        "Resident identity card",
        "Residence permit for Hong Kong, Macao and Taiwan residents",
        "Foreign permanent resident card",
        "Passport",
        "Mainland travel permit for Hong Kong and Macao residents",
        "Mainland travel permit for Taiwan residents",
    ),
    aliases={"身份证": "居民身份证"},
)
SEX = LabelSet(name="性别", labels=("未说明", "男", "女"), en=("Not stated", "Male", "Female"))
MARRIAGE = LabelSet(
    name="婚姻状况",
    labels=("未婚", "已婚", "离异", "丧偶"),
    en=("Single", "Married", "Divorced", "Widowed"),
)
HARDSHIP = LabelSet(
    name="困难类别",
    labels=(
        "无",
        "低保家庭",
        "孤儿",
        "残疾人",
        "助学贷款",
        "脱贫人口",
        "残疾人困难家庭",
        "特困人员",
        "校内资助",
    ),
    en=(
        "None",
        "Family on minimum living allowance",
        "Orphan",
        "Person with a disability",
        "Student loan",
        "Out of registered poverty",
        "Family of a disabled person in hardship",
        "In special state support",
        "Aided by the school",
    ),
    aliases={"建档立卡": "脱贫人口", "残疾": "残疾人", "国家助学贷款": "助学贷款"},
)
EDUCATION = LabelSet(
    name="学历",
    labels=("无", "初中", "高中", "中职", "专科", "本科", "硕士", "博士"),
    en=(
        "None",
        "Lower secondary",
        "Upper secondary",
        "Secondary vocational",
        "Junior college",
        "Bachelor's",
        "Master's",
        "Doctorate",
    ),
    ordered=True,
    aliases={
        "大专": "专科",
        "高职": "专科",
        "中专": "中职",
        "技校": "中职",
        "大学本科": "本科",
        "硕士研究生": "硕士",
        "博士研究生": "博士",
    },
)
DEGREE = LabelSet(
    name="学位",
    labels=("无", "学士", "硕士", "博士"),
    en=("None", "Bachelor's", "Master's", "Doctorate"),
    ordered=True,
)
STUDY_MODE = LabelSet(
    name="学习形式",
    labels=("全日制", "非全日制", "自学考试", "成人教育", "函授", "网络教育"),
    en=(
        "Full-time",
        "Part-time",
        "Self-taught examination",
        "Adult education",
        "Correspondence",
        "Online",
    ),
    aliases={"普通全日制": "全日制", "自考": "自学考试", "成人": "成人教育"},
)
STUDY_STATUS = LabelSet(
    name="毕业状态",
    labels=("毕业", "结业", "肄业", "在读"),
    en=("Graduated", "Completed without diploma", "Left early", "Studying"),
)
TECHNICAL_TRACK = LabelSet(
    name="技工类别",
    labels=("无", "中级工班", "高级工班", "预备技师班", "特殊教育职业班"),
    en=(
        "None",
        "Intermediate-worker class",
        "Senior-worker class",
        "Pre-technician class",
        "Vocational class of special education",
    ),
)
CERTIFICATE_KIND = LabelSet(
    name="证书类别",
    labels=("职业技能等级", "职称", "专项能力", "执业资格"),
    en=(
        "Vocational skill level",
        "Professional title",
        "Single-skill certificate",
        "Licence to practise",
    ),
)
SKILL_LEVEL = LabelSet(
    name="技能等级",
    labels=(
        "无",
        "学徒工",
        "初级工",
        "中级工",
        "高级工",
        "技师",
        "高级技师",
        "特级技师",
        "首席技师",
    ),
    en=(
        "None",
        "Apprentice",
        "Junior worker",
        "Intermediate worker",
        "Senior worker",
        "Technician",
        "Senior technician",
        "Special-grade technician",
        "Chief technician",
    ),
    ordered=True,
    aliases={
        "五级": "初级工",
        "四级": "中级工",
        "三级": "高级工",
        "二级": "技师",
        "一级": "高级技师",
        "五级/初级工": "初级工",
        "四级/中级工": "中级工",
        "三级/高级工": "高级工",
        "二级/技师": "技师",
        "一级/高级技师": "高级技师",
    },
)
TITLE_LEVEL = LabelSet(
    name="职称级别",
    labels=("无", "员级", "助理级", "中级", "副高级", "正高级"),
    en=(
        "None",
        "Clerk grade",
        "Assistant grade",
        "Intermediate grade",
        "Associate senior",
        "Full senior",
    ),
    ordered=True,
    aliases={"初级": "助理级", "副高": "副高级", "正高": "正高级", "高级": "副高级"},
)
INSURANCE = LabelSet(
    name="险种",
    labels=("职工养老", "职工医疗", "失业", "工伤", "生育", "机关养老", "灵活就业养老"),
    en=(
        "Employee pension",
        "Employee medical",
        "Unemployment",
        "Work injury",
        "Maternity",
        "Public-service pension",
        "Pension, flexible work",
    ),
    aliases={"养老": "职工养老", "医疗": "职工医疗", "失业保险": "失业", "工伤保险": "工伤"},
)
PAYMENT_KIND = LabelSet(
    name="缴费类型", labels=("正常", "补缴", "欠费"), en=("Regular", "Back payment", "In arrears")
)
EMPLOYMENT_FORM = LabelSet(
    name="用工形式",
    labels=("劳动合同", "劳务派遣", "机关事业编制", "灵活就业", "自主创业", "实习", "见习", "兼职"),
    en=(
        "Labour contract",
        "Agency work",
        "Public-service post",
        "Flexible work",
        "Own business",
        "Internship",
        "Traineeship",
        "Part-time job",
    ),
    aliases={"全职": "劳动合同"},
)
EMPLOYER_KIND = LabelSet(
    name="单位类型",
    labels=(
        "企业",
        "民办非企业",
        "中介机构",
        "社会组织",
        "学校幼儿园",
        "高校",
        "科研院所",
        "医疗机构",
        "机关",
        "其他事业单位",
        "个体工商户",
        "农民合作社",
        "人力资源机构",
    ),
    en=(
        "Company",
        "Private non-enterprise unit",
        "Intermediary",
        "Social organisation",
        "School or kindergarten",
        "University",
        "Research institute",
        "Medical institution",
        "Government body",
        "Other public institution",
        "Sole trader",
        "Farmers' cooperative",
        "Human-resources agency",
    ),
    aliases={"学校": "学校幼儿园", "医院": "医疗机构", "事业单位": "其他事业单位"},
)
INDUSTRY = LabelSet(
    name="行业",
    labels=(
        "其他",
        "工业电气",
        "汽摩配",
        "鞋服",
        "泵阀",
        "眼镜",
        "石化",
        "装备制造",
        "其他制造业",
        "信息软件",
        "房地产",
        "建筑",
        "批发零售",
        "教育",
        "卫生",
        "养老服务",
        "残疾人服务",
        "家政服务",
        "现代农业",
        "人力资源服务",
        "公共管理",
    ),
    en=(
        "Other",
        "Industrial electrics",
        "Vehicle parts",
        "Shoes and clothing",
        "Pumps and valves",
        "Eyewear",
        "Petrochemicals",
        "Equipment manufacturing",
        "Other manufacturing",
        "Information and software",
        "Real estate",
        "Construction",
        "Wholesale and retail",
        "Education sector",
        "Health care",
        "Elder care",
        "Care for disabled people",
        "Household services",
        "Modern farming",
        "Human-resources services",
        "Public administration",
    ),
)
SCALE = LabelSet(
    name="单位规模",
    labels=("微型", "小型", "中型", "大型"),
    en=("Micro", "Small", "Medium", "Large"),
    ordered=True,
)
HOME_KIND = LabelSet(
    name="房屋类型",
    labels=("商品房", "预售商品房", "保障性住房", "农村集体土地房", "人才住房"),
    en=(
        "Commercial housing",
        "Commercial housing sold before completion",
        "Subsidised housing",
        "Home on rural collective land",
        "Talent housing",
    ),
)
TENURE = LabelSet(
    name="持有方式",
    labels=("自有", "市场租赁", "人才配租"),
    en=("Owned", "Rented on the market", "Talent housing, rented"),
)
HONOUR_KIND = LabelSet(
    name="荣誉类型",
    labels=("人才计划", "技能荣誉", "科技奖", "技能竞赛", "人才分类认定", "教学荣誉", "其他"),
    en=(
        "Talent programme",
        "Skill honour",
        "Science award",
        "Skill contest",
        "Talent class recognition",
        "Teaching honour",
        "Other",
    ),
)
HONOUR_LEVEL = LabelSet(
    name="荣誉级别",
    labels=("单位", "县级", "市级", "省级", "国家级", "国际"),
    en=("Employer", "County", "City", "Province", "Nation", "International"),
    ordered=True,
)
BENEFIT_STATE = LabelSet(
    name="享受状态",
    labels=("已发放", "享受中", "暂停", "已终止", "已追回"),
    en=("Paid", "Being received", "Suspended", "Ended", "Recovered"),
)
TRAINING_KIND = LabelSet(
    name="培训类型",
    labels=(
        "技能培训",
        "新型学徒制",
        "项目制培训",
        "创业培训",
        "岗前培训",
        "以师带徒",
        "高级研修",
    ),
    en=(
        "Skill training",
        "New apprenticeship",
        "Project-based training",
        "Start-up training",
        "Induction training",
        "Master and apprentice",
        "Advanced seminar",
    ),
    aliases={"学徒制": "新型学徒制", "项目制": "项目制培训"},
)
TRAINING_RESULT = LabelSet(
    name="培训结果",
    labels=("未结业", "合格", "不合格"),
    en=("Not finished", "Passed", "Failed"),
)
PLACEMENT_KIND = LabelSet(
    name="见习实习类型",
    labels=("就业见习", "实习"),
    en=("Job traineeship", "Internship"),
    aliases={"见习": "就业见习"},
)
BASE_LEVEL = LabelSet(
    name="基地级别",
    labels=("无", "市级", "省级", "国家级"),
    en=("None", "City", "Province", "Nation"),
    ordered=True,
)
TENANCY_KIND = LabelSet(
    name="租赁类型",
    labels=("市场租赁", "人才公寓", "公租房", "人才配租", "青年驿站"),
    en=(
        "Rented on the market",
        "Talent apartment",
        "Public rental housing",
        "Talent housing, rented",
        "Youth hostel",
    ),
)
NEED_KIND = LabelSet(
    name="困难类型",
    labels=(
        "低保家庭",
        "低保边缘家庭",
        "特困",
        "孤儿",
        "残疾",
        "助学贷款",
        "脱贫户",
        "残疾人贫困家庭",
        "零就业家庭",
    ),
    en=(
        "Family on minimum living allowance",
        "Family just above minimum living allowance",
        "Extreme hardship",
        "Orphan",
        "Disability",
        "Student loan",
        "Household out of registered poverty",
        "Poor family of a disabled person",
        "Family with nobody in work",
    ),
    aliases={"特困人员": "特困", "残疾人": "残疾", "脱贫人口": "脱贫户", "建档立卡": "脱贫户"},
)
LOAN_KIND = LabelSet(
    name="贷款类型",
    labels=("创业担保贷款", "科技人才贷", "住房公积金贷款", "助学贷款", "商业贷款"),
    en=(
        "Guaranteed start-up loan",
        "Loan for science talent",
        "Housing provident fund loan",
        "Student loan",
        "Commercial loan",
    ),
    aliases={"公积金贷款": "住房公积金贷款", "国家助学贷款": "助学贷款"},
)
REGISTRATION_KIND = LabelSet(
    name="登记类型",
    labels=(
        "失业登记",
        "求职登记",
        "驿站入住",
        "高校毕业生实名登记",
        "灵活就业登记",
        "领取失业保险金",
        "报到",
    ),
    en=(
        "Registered as unemployed",
        "Registered as looking for work",
        "Stay at a youth hostel",
        "Graduate registered by name",
        "Registered in flexible work",
        "Drawing unemployment benefit",
        "Arrival registered",
    ),
)
ACHIEVEMENT_KIND = LabelSet(
    name="成果类型",
    labels=("科技奖", "专利", "技术攻关", "竞赛", "论文", "标准"),
    en=("Science award", "Patent", "Technical breakthrough", "Contest", "Paper", "Standard"),
)
PLATFORM_KIND = LabelSet(
    name="平台类型",
    labels=("技能大师工作室", "博士后工作站", "见习基地", "实训基地", "专家工作站", "产业园区"),
    en=(
        "Skill-master studio",
        "Post-doctoral station",
        "Traineeship base",
        "Practical training base",
        "Expert station",
        "Park",
    ),
)
REVIEW_RESULT = LabelSet(
    name="评估结果",
    labels=("未评", "合格", "良好", "优秀", "不合格"),
    en=("Not reviewed", "Passed", "Good", "Excellent", "Failed"),
)

ALL: tuple[LabelSet, ...] = (
    ID_TYPE,
    SEX,
    MARRIAGE,
    HARDSHIP,
    EDUCATION,
    DEGREE,
    STUDY_MODE,
    STUDY_STATUS,
    TECHNICAL_TRACK,
    CERTIFICATE_KIND,
    SKILL_LEVEL,
    TITLE_LEVEL,
    INSURANCE,
    PAYMENT_KIND,
    EMPLOYMENT_FORM,
    EMPLOYER_KIND,
    INDUSTRY,
    SCALE,
    HOME_KIND,
    TENURE,
    HONOUR_KIND,
    HONOUR_LEVEL,
    BENEFIT_STATE,
    TRAINING_KIND,
    TRAINING_RESULT,
    PLACEMENT_KIND,
    BASE_LEVEL,
    TENANCY_KIND,
    NEED_KIND,
    LOAN_KIND,
    REGISTRATION_KIND,
    ACHIEVEMENT_KIND,
    PLATFORM_KIND,
    REVIEW_RESULT,
)
BY_NAME: dict[str, LabelSet] = {s.name: s for s in ALL}
#: every label in English; a label reads the same in whichever set it stands
ENGLISH: dict[str, str] = {
    label: english for s in ALL for label, english in zip(s.labels, s.en, strict=True)
}
