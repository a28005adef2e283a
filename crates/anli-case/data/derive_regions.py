#!/usr/bin/env python3
"""Derives regions.csv, retired-regions.csv and traditional.txt from the table of yescallop/areacodes.

    pip install pypinyin==0.55.0 babel==2.18.0 opencc-python-reimplemented==0.1.7
    python derive_regions.py areacodes.csv        # writes beside this script

pypinyin (MIT) gives the pinyin, mended below where a place is read otherwise; Babel (BSD; its data is Unicode CLDR 47,
Unicode-3.0) the countries of ISO 3166-1 in both languages; OpenCC (Apache-2.0) the traditional characters. zones.csv is
made by hand and only read here, for the characters in it.
"""

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

import opencc
from babel import Locale
from pypinyin import lazy_pinyin

HERE = Path(__file__).resolve().parent

# ---------------------------------------------------------------------------------------------------------------- pinyin

# Characters that have one reading in the names of divisions, whatever pypinyin makes of them.
READINGS = dict(
    pair.split(":")
    for pair in (
        "都:du 什:shi 勒:le 朝:chao 长:chang 乐:le 六:liu 卡:ka 洞:dong 宿:su 佛:fo 伽:jia 覃:qin 漯:luo 单:shan 宕:tan "
        "堡:bao 任:ren 会:hui 尾:wei 称:chen 浚:xun 色:se 车:che 莎:sha 台:tai 行:xing 荥:xing 棱:leng 圩:xu 筠:jun 歙:she "
        "渑:mian 枞:zong 蚌:beng 番:pan 柏:bai 亳:bo 厦:xia 莘:shen 郏:jia 铅:qian 涡:guo 鄱:po 弋:yi 泌:bi 隰:xi 陉:xing "
        "阆:lang 珙:gong 郫:pi 邡:fang 綦:qi 涪:fu 勐:meng 砚:yan 鄠:hu 嵊:sheng 鄞:yin 衢:qu 朐:qu 茌:chi 郯:tan 棣:di "
        "莒:ju 犍:qian 涿:zhuo 曲:qu 侯:hou 禺:yu 莞:guan 酉:you 黔:qian 瓮:weng 华:hua 阜:fu 睢:sui 句:ju 洮:tao"
    ).split()
)
# Names, or parts of names, with a reading of their own.
NAMES = {
    "乐清": "yue qing", "乐亭": "lao ting", "六安": "lu an", "六合": "lu he", "吐鲁番": "tu lu fan", "吴堡": "wu bu",
    "红寺堡": "hong si bu", "洪洞": "hong tong", "大埔": "da bu", "大城县": "dai cheng xian", "闵行": "min hang",
    "荥经": "ying jing", "穆棱": "mu ling", "长子县": "zhang zi xian", "通什": "tong zha", "繁峙": "fan shi",
    "东阿": "dong e", "尉犁": "yu li", "尉氏": "wei shi", "中牟": "zhong mu", "牟平": "mu ping", "牟定": "mou ding",
    "重庆": "chong qing", "台州": "tai zhou", "丽水": "li shui", "铅山": "yan shan", "枞阳": "zong yang", "蔚县": "yu xian",
    "柏乡": "bai xiang", "井陉": "jing xing", "什邡": "shi fang", "弥勒": "mi le", "珲春": "hun chun", "讷河": "ne he",
    "北碚": "bei bei", "蠡县": "li xian", "盱眙": "xu yi", "黄陂": "huang pi", "监利": "jian li", "郧": "yun",
    "济": "ji", "陕": "shan", "解放": "jie fang", "儋州": "dan zhou", "百色": "bai se", "夹江": "jia jiang",
    "柞水": "zha shui", "迭部": "die bu", "碌曲": "lu qu", "若羌": "ruo qiang", "仡佬": "ge lao", "仫佬": "mu lao",
    "冠县": "guan xian", "任丘": "ren qiu", "射阳": "she yang", "射洪": "she hong", "婺": "wu", "滑县": "hua xian",
}  # fmt: skip


def pinyin(name):
    name = name.replace("、", "")
    syllables = lazy_pinyin(name, v_to_u=False)
    assert len(syllables) == len(name), name
    syllables = [READINGS.get(char, syllable) for char, syllable in zip(name, syllables)]
    for part, reading in NAMES.items():
        at = name.find(part)
        if at >= 0:
            syllables[at : at + len(part)] = reading.split()
    assert all(re.fullmatch("[a-z]+", syllable) for syllable in syllables), (name, syllables)
    return syllables


# ---------------------------------------------------------------------------------------------------------- short names

# The peoples by the names of their autonomous divisions; those in BARE stand there without 族 too.
PEOPLES = dict(
    pair.split(":")
    for pair in (
        "蒙古:Mongol 维吾尔:Uyghur 哈萨克:Kazakh 柯尔克孜:Kyrgyz 锡伯:Xibe 塔吉克:Tajik "
        "回:Hui 藏:Tibetan 苗:Miao 彝:Yi 壮:Zhuang 布依:Bouyei 朝鲜:Korean 满:Manchu 侗:Dong 瑶:Yao 白:Bai 土家:Tujia "
        "哈尼:Hani 傣:Dai 黎:Li 傈僳:Lisu 佤:Va 畲:She 高山:Gaoshan 拉祜:Lahu 水:Sui 东乡:Dongxiang 纳西:Naxi 景颇:Jingpo "
        "土:Tu 达斡尔:Daur 仫佬:Mulao 羌:Qiang 布朗:Blang 撒拉:Salar 毛南:Maonan 仡佬:Gelao 阿昌:Achang 普米:Pumi 怒:Nu "
        "乌孜别克:Uzbek 俄罗斯:Russian 鄂温克:Evenk 德昂:De'ang 保安:Bonan 裕固:Yugur 京:Gin 塔塔尔:Tatar 独龙:Derung "
        "鄂伦春:Oroqen 赫哲:Hezhen 门巴:Monba 珞巴:Lhoba 基诺:Jino 各:Various_Nationalities"
    ).split()
)
BARE = {"蒙古", "维吾尔", "哈萨克", "柯尔克孜", "锡伯", "塔吉克"}
GENERIC = [
    "特别行政区", "行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "特区", "矿区", "新区",
    "省", "市", "盟", "县", "区", "旗",
]  # fmt: skip
# Endings that belong to the name in most places, and the places where they do not.
ONLY = {"林区": {"神农架林区"}, "新区": {"浦东新区", "沈北新区"}}
WHOLE = {"井陉矿区", "滨海新区"}


def peoples(stem):
    """Cuts the peoples off the end of a name: 酉阳土家族苗族 -> 酉阳, [土家, 苗]."""
    found = []
    while True:
        for people in sorted(PEOPLES, key=len, reverse=True):
            for ending in [people + "族"] + [people] * (people in BARE):
                if stem.endswith(ending) and stem != ending:
                    found.insert(0, people)
                    stem = stem[: -len(ending)]
                    break
            else:
                continue
            break
        else:
            return stem, found


def cut(name):
    """Stem, peoples and generic ending of a full name."""
    if name in WHOLE:
        return name[:-1], [], name[-1]
    for ending in GENERIC:
        if not name.endswith(ending) or len(name) <= len(ending):
            continue
        if ending in ONLY and name not in ONLY[ending] or ending == "矿区" and len(name) == 3:
            continue
        stem = name[: -len(ending)]
        if (ending.startswith("自治") or stem.endswith("族")) and stem != "内蒙古":
            bare, found = peoples(stem)
            return (bare.removesuffix("族") or bare), found, ending
        return stem, [], ending
    return name, [], ""


def short(name):
    stem, _, ending = cut(name)
    # 左旗, 镶黄旗 and the like are never said without 旗.
    if name in WHOLE or len(stem) < 2 or ending == "旗" and stem[-1] in "左右前中后合黄白蓝":
        return name
    return stem


# -------------------------------------------------------------------------------------------------------------- English

# Established forms: the full Chinese name (or its stem), then the English stem.
ENGLISH = {
    "内蒙古": "Inner Mongolia", "西藏": "Xizang", "陕西": "Shaanxi", "香港": "Hong Kong", "澳门": "Macao",
    # Inner Mongolia
    "呼和浩特": "Hohhot", "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "巴彦淖尔": "Bayannur", "乌兰察布": "Ulanqab",
    "兴安盟": "Hinggan", "锡林郭勒": "Xilin Gol", "阿拉善": "Alxa", "托克托": "Togtoh", "和林格尔": "Horinger",
    "土默特左": "Tumed Left", "土默特右": "Tumed Right", "昆都仑": "Kundulun", "白云鄂博": "Bayan Obo",
    "达尔罕茂明安联合": "Darhan Muminggan United", "阿鲁科尔沁": "Ar Horqin", "巴林左": "Bairin Left",
    "巴林右": "Bairin Right", "克什克腾": "Hexigten", "翁牛特": "Ongniud", "喀喇沁": "Harqin", "科尔沁": "Horqin",
    "科尔沁左翼中": "Horqin Left Middle", "科尔沁左翼后": "Horqin Left Rear", "库伦": "Hure", "奈曼": "Naiman",
    "扎鲁特": "Jarud", "霍林郭勒": "Holingol", "达拉特": "Dalad", "准格尔": "Jungar", "鄂托克前": "Otog Front",
    "鄂托克": "Otog", "杭锦": "Hanggin", "乌审": "Uxin", "伊金霍洛": "Ejin Horo", "海拉尔": "Hailar",
    "扎赉诺尔": "Jalainur", "阿荣": "Arun", "莫力达瓦": "Morin Dawa", "鄂伦春": "Oroqen", "鄂温克": "Evenk",
    "陈巴尔虎": "Old Barag", "新巴尔虎左": "New Barag Left", "新巴尔虎右": "New Barag Right", "额尔古纳": "Ergun",
    "乌拉特前": "Urad Front", "乌拉特中": "Urad Middle", "乌拉特后": "Urad Rear", "杭锦后": "Hanggin Rear",
    "察哈尔右翼前": "Chahar Right Front", "察哈尔右翼中": "Chahar Right Middle", "察哈尔右翼后": "Chahar Right Rear",
    "乌兰浩特": "Ulanhot", "阿尔山": "Arxan", "科尔沁右翼前": "Horqin Right Front",
    "科尔沁右翼中": "Horqin Right Middle", "扎赉特": "Jalaid", "二连浩特": "Erenhot", "锡林浩特": "Xilinhot",
    "阿巴嘎": "Abag", "苏尼特左": "Sonid Left", "苏尼特右": "Sonid Right", "东乌珠穆沁": "East Ujimqin",
    "西乌珠穆沁": "West Ujimqin", "太仆寺": "Taibus", "镶黄": "Bordered Yellow",
    "正镶白": "Plain and Bordered White", "正蓝": "Plain Blue", "阿拉善左": "Alxa Left", "阿拉善右": "Alxa Right",
    "额济纳": "Ejin",
    # North-east
    "哈尔滨": "Harbin", "齐齐哈尔": "Qiqihar", "富拉尔基": "Fularji", "梅里斯": "Meilisi", "杜尔伯特": "Dorbod",
    "前郭尔罗斯": "Qian Gorlos", "喀喇沁左翼": "Harqin Left",
    # Xizang
    "拉萨": "Lhasa", "堆龙德庆": "Doilungdêqên", "达孜": "Dagzê", "林周": "Lhünzhub", "当雄": "Damxung",
    "尼木": "Nyêmo", "曲水": "Qüxü", "墨竹工卡": "Maizhokunggar", "日喀则": "Shigatse", "桑珠孜": "Samzhubzê",
    "南木林": "Namling", "江孜": "Gyantse", "定日": "Tingri", "萨迦": "Sa'gya", "拉孜": "Lhatse", "昂仁": "Ngamring",
    "谢通门": "Xaitongmoin", "白朗": "Bainang", "仁布": "Rinbung", "康马": "Kangmar", "定结": "Dinggyê",
    "吉隆": "Gyirong", "聂拉木": "Nyalam", "岗巴": "Gamba", "昌都": "Qamdo", "卡若": "Karub", "江达": "Jomda",
    "贡觉": "Gonjo", "类乌齐": "Riwoqê", "丁青": "Dêngqên", "察雅": "Zhag'yab", "八宿": "Baxoi", "左贡": "Zogang",
    "芒康": "Markam", "洛隆": "Lhorong", "边坝": "Banbar", "林芝": "Nyingchi", "巴宜": "Bayi",
    "工布江达": "Gongbo'gyamda", "米林": "Mainling", "墨脱": "Mêdog", "波密": "Bomê", "察隅": "Zayü", "朗县": "Nang",
    "乃东": "Nêdong", "扎囊": "Zhanang", "贡嘎": "Gonggar", "桑日": "Sangri", "琼结": "Qonggyai", "曲松": "Qusum",
    "措美": "Comai", "洛扎": "Lhozhag", "加查": "Gyaca", "隆子": "Lhünzê", "错那": "Cona", "浪卡子": "Nagarzê",
    "那曲": "Nagqu", "嘉黎": "Lhari", "聂荣": "Nyainrong", "安多": "Amdo", "申扎": "Xainza", "索县": "Sog",
    "班戈": "Baingoin", "巴青": "Baqên", "尼玛": "Nyima", "阿里": "Ngari", "普兰": "Burang", "札达": "Zanda",
    "噶尔": "Gar", "日土": "Rutog", "革吉": "Gê'gyai", "改则": "Gêrzê", "措勤": "Coqên",
    # Xinjiang
    "乌鲁木齐": "Ürümqi", "沙依巴克": "Saybagh", "克拉玛依": "Karamay", "乌尔禾": "Urho", "吐鲁番": "Turpan",
    "托克逊": "Toksun", "巴里坤": "Barkol", "玛纳斯": "Manas", "吉木萨尔": "Jimsar", "木垒": "Mori",
    "博尔塔拉": "Bortala", "巴音郭楞": "Bayingolin", "库尔勒": "Korla", "和硕": "Hoxud", "阿克苏": "Aksu",
    "库车": "Kuqa", "沙雅": "Xayar", "阿瓦提": "Awat", "柯坪": "Kalpin", "克孜勒苏": "Kizilsu", "阿图什": "Artux",
    "阿克陶": "Akto", "阿合奇": "Akqi", "喀什": "Kashgar", "英吉沙": "Yengisar", "麦盖提": "Makit",
    "岳普湖": "Yopurga", "塔什库尔干": "Taxkorgan", "和田": "Hotan", "策勒": "Qira", "伊犁": "Ili", "奎屯": "Kuytun",
    "霍尔果斯": "Khorgos", "察布查尔": "Qapqal", "特克斯": "Tekes", "尼勒克": "Nilka", "和布克赛尔": "Hoboksar",
    "阿勒泰": "Altay", "布尔津": "Burqin", "吉木乃": "Jeminay", "阿拉尔": "Aral", "图木舒克": "Tumxuk",
    "可克达拉": "Kokdala",
    # Qinghai, Gansu, Sichuan, Yunnan
    "果洛": "Golog", "格尔木": "Golmud", "德令哈": "Delingha", "玛沁": "Maqên", "甘德": "Gadê", "达日": "Darlag",
    "久治": "Jigzhi", "玛多": "Madoi", "杂多": "Zadoi", "称多": "Chindu", "治多": "Zhidoi", "囊谦": "Nangqên",
    "曲麻莱": "Qumarlêb", "尖扎": "Jainca", "泽库": "Zêkog", "刚察": "Gangca", "阿克塞": "Aksay", "甘孜": "Garze",
    "阿坝": "Aba", "马尔康": "Barkam", "若尔盖": "Zoigê", "香格里拉": "Shangri-La",
}  # fmt: skip
# Other names people use, by full Chinese name.
OTHERS = {
    "西藏自治区": "Tibet;Xizang Autonomous Region;Tibet Autonomous Region", "内蒙古自治区": "内蒙;Nei Mongol;Inner Mongolia Autonomous Region",
    "广西壮族自治区": "Guangxi Zhuang Autonomous Region", "宁夏回族自治区": "Ningxia Hui Autonomous Region",
    "新疆维吾尔自治区": "Xinjiang Uyghur Autonomous Region", "香港特别行政区": "HK;中国香港;Hong Kong SAR;Hongkong",
    "澳门特别行政区": "MO;中国澳门;Macao SAR;Macau;Macau SAR", "台湾省": "TW;中国台湾", "广州市": "Canton",
    "阿坝藏族羌族自治州": "Ngawa", "阿坝县": "Ngawa County", "甘孜藏族自治州": "Kardze", "甘孜县": "Kardze County", "山南市": "Lhoka",
    "日喀则市": "Xigaze", "那曲市": "Nagchu", "昌都市": "Chamdo", "林芝市": "Nyingtri", "哈密市": "Kumul",
    "塔城地区": "Tarbagatay", "大兴安岭地区": "Greater Khingan", "迪庆藏族自治州": "Deqen", "玉树藏族自治州": "Yulshul",
    "西双版纳傣族自治州": "版纳;Sipsongpanna", "喀什地区": "Kaxgar", "伊宁市": "Ghulja", "莎车县": "Yarkant",
    "百色市": "Bose", "丹棱县": "Danling", "万柏林区": "Wanbolin", "红寺堡区": "Hongsipu", "神农架林区": "Shennongjia",
    "喀喇沁左翼蒙古族自治县": "喀左;喀左县", "前郭尔罗斯蒙古族自治县": "前郭;前郭县", "杜尔伯特蒙古族自治县": "杜蒙;杜蒙县",
    "阜新蒙古族自治县": "阜蒙县", "莫力达瓦达斡尔族自治旗": "莫旗", "鄂伦春自治旗": "鄂旗", "达尔罕茂明安联合旗": "达茂旗;达茂联合旗",
    "科尔沁左翼中旗": "科左中旗", "科尔沁左翼后旗": "科左后旗", "科尔沁右翼前旗": "科右前旗", "科尔沁右翼中旗": "科右中旗",
    "察哈尔右翼前旗": "察右前旗", "察哈尔右翼中旗": "察右中旗", "察哈尔右翼后旗": "察右后旗", "土默特左旗": "土左旗",
    "土默特右旗": "土右旗", "新巴尔虎左旗": "新左旗", "新巴尔虎右旗": "新右旗", "东乌珠穆沁旗": "东乌旗",
    "西乌珠穆沁旗": "西乌旗", "阿拉善左旗": "阿左旗", "阿拉善右旗": "阿右旗", "阿鲁科尔沁旗": "阿旗", "克什克腾旗": "克旗",
    "塔什库尔干塔吉克自治县": "塔县", "和布克赛尔蒙古自治县": "和丰县", "察布查尔锡伯自治县": "察县",
    "双江拉祜族佤族布朗族傣族自治县": "双江县", "积石山保安族东乡族撒拉族自治县": "积石山县",
}  # fmt: skip
WORDS = {
    "自治州": "Autonomous Prefecture", "自治县": "Autonomous County", "自治旗": "Autonomous Banner", "地区": "Prefecture",
    "林区": "Forestry District", "特区": "Special District", "矿区": "Mining District", "新区": "New Area",
    "盟": "League", "县": "County", "区": "District", "旗": "Banner",
}  # fmt: skip


def joined(syllables):
    """xi an -> Xi'an; lv liang -> Lüliang."""
    word = syllables[0]
    for syllable in syllables[1:]:
        word += ("'" if syllable[0] in "aoe" else "") + syllable
    return word.replace("lv", "lü").replace("nv", "nü").capitalize()


def listed(items):
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def english(name, syllables):
    """English name and its stem."""
    stem, found, ending = cut(name)
    if name in WHOLE:
        stem, ending = name[:-2], name[-2:]
    if ending == "市" and len(stem) == 1:
        stem = name
    base = ENGLISH.get(name) or ENGLISH.get(stem) or joined(syllables[: len(stem)])
    words = [base]
    if ending in WORDS:
        names = [PEOPLES[people].replace("_", " ") for people in found]
        if names:
            words.append(listed(names))
        words.append(WORDS[ending])
    return " ".join(words), base


# ------------------------------------------------------------------------------------------------------------ countries

# Territories of CLDR that have no code in ISO 3166-1, and those that stand among the provinces.
NOT_ISO = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split() + "CN HK MO TW".split()
COUNTRY = {
    "CD": ("刚果民主共和国", "Democratic Republic of the Congo"), "CG": ("刚果共和国", "Republic of the Congo"),
    "MM": ("缅甸", "Myanmar"), "PS": ("巴勒斯坦", "Palestine"), "FK": ("福克兰群岛", "Falkland Islands"),
    "UM": ("美国本土外小岛屿", "US Outlying Islands"),
}  # fmt: skip
COUNTRY_OTHERS = {
    "US": "USA;America;United States of America;美利坚合众国", "GB": "UK;Britain;Great Britain;England;Scotland;Wales;英格兰;苏格兰;威尔士;不列颠",
    "KR": "Korea;Republic of Korea;大韩民国", "KP": "DPRK", "RU": "Russian Federation;俄国", "AE": "UAE;阿联酋",
    "BA": "Bosnia;波黑", "CD": "DR Congo;Congo;刚果金", "CG": "Congo;刚果布", "CZ": "Czech Republic;捷克共和国", "MM": "Burma",
    "TR": "Turkey", "CI": "Ivory Coast;象牙海岸", "NL": "Holland", "LA": "Lao PDR", "VN": "Viet Nam", "SY": "Syrian Arab Republic",
    "IR": "Islamic Republic of Iran", "SA": "沙特", "NZ": "Aotearoa", "PS": "Palestinian Territories", "SZ": "Swaziland",
    "MK": "Macedonia", "CV": "Cabo Verde", "TL": "East Timor", "VA": "Holy See", "BN": "Brunei Darussalam", "FK": "马尔维纳斯群岛",
    "MD": "Republic of Moldova", "TZ": "United Republic of Tanzania", "PG": "巴新", "DO": "多米尼加",
}  # fmt: skip


def countries():
    zh, en = Locale("zh", script="Hans").territories, Locale("en").territories
    for code in sorted(en):
        if not re.fullmatch("[A-Z]{2}", code) or code in NOT_ISO:
            continue
        name, name_en = COUNTRY.get(code, (zh[code], en[code].replace(" & ", " and ").replace("St. ", "Saint ")))
        name_en = re.sub(r" \(.*\)$", "", name_en).replace("’", "'")
        yield dict(code=code, kind="country", parent="", zh=name, zh_short=name, pinyin="", en=name_en, others=COUNTRY_OTHERS.get(code, ""))


# ------------------------------------------------------------------------------------------------------------ divisions

KINDS = {"省级": "province", "地级": "prefecture", "县级": "county"}


def read(path):
    fields = ["code", "province", "prefecture", "name", "level", "state", "first", "until", "successors"]
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = [dict(zip(fields, row)) for row in list(csv.reader(file))[1:]]
    for row in rows:
        row["kind"] = KINDS[row["level"]]
        row["first"] = int(row["first"])
        row["until"] = int(row["until"] or 9999)
        row["live"] = row["state"] == "在用"
        row["successors"] = [
            (part[:6], int(part[7:-1]) if "[" in part else None) for part in row["successors"].split(";") if part
        ]
    return rows


def live_rows(rows):
    live = {row["code"]: row for row in rows if row["live"]}
    for code in sorted(live):
        row = live[code]
        parent = {"province": "", "prefecture": code[:2] + "0000", "county": code[:4] + "00"}[row["kind"]]
        if parent and parent not in live:
            assert row["prefecture"] == "直辖", row
            parent = code[:2] + "0000"
        syllables = pinyin(row["name"])
        name_en, base = english(row["name"], syllables)
        brief = short(row["name"])
        others = [other for other in OTHERS.get(row["name"], "").split(";") if other]
        plain = joined(syllables[: len(brief)])
        if base not in (name_en, plain):
            others.append(base)
        yield dict(
            code=code, kind=row["kind"], parent=parent, zh=row["name"], zh_short=brief,
            pinyin=" ".join(syllables), en=name_en, others=";".join(others),
        )  # fmt: skip


# Prefectures whose whole became a province of today: better said so than by a list of its districts.
RAISED = {"510200": "500000", "442100": "460000"}


class Succession:
    """What became of a division: follows successors, year by year, to codes in use."""

    def __init__(self, rows):
        self.rows = rows
        self.by_code = defaultdict(list)
        for row in rows:
            self.by_code[row["code"]].append(row)
        self.how = {}

    def at(self, code, year):
        """The row of a code in a year."""
        rows = [row for row in self.by_code[code] if row["first"] <= year < row["until"]]
        return rows[0] if rows else min(self.by_code[code], key=lambda row: abs(row["first"] - year))

    def resolve(self, row, seen=()):
        """Codes in use, and how they were found: successor, same-code, children, province or parent."""
        if row["live"]:
            return {row["code"]}, ""
        if row["code"] in RAISED:
            return {RAISED[row["code"]]}, "province"
        key = (row["code"], row["first"])
        if key in seen:
            return set(), ""
        seen += (key,)
        # Land that left earlier (with a year) is not what the division became; it counts only if there is nothing else.
        direct = [code for code, year in row["successors"] if year is None]
        if direct:
            return self.union([self.at(code, row["until"]) for code in direct], seen), "successor"
        renamed = [other for other in self.by_code[row["code"]] if other["first"] == row["until"]]
        if renamed:
            return self.union(renamed, seen), "same-code"
        if row["kind"] == "prefecture":
            found = self.union(self.heirs(row), seen)
            if found:
                return found, "children"
        return {row["code"][:2] + "0000"}, "parent"

    def union(self, rows, seen):
        found = set()
        for row in rows:
            found |= self.resolve(row, seen)[0]
        return found

    def heirs(self, prefecture):
        """The prefectures (or counties under the province) that took over the counties of a dissolved prefecture."""
        heirs = {}
        for county in self.rows:
            if county["kind"] != "county" or county["prefecture"] != prefecture["name"]:
                continue
            if county["code"][:4] != prefecture["code"][:4] or county["until"] != prefecture["until"]:
                continue
            for code, year in county["successors"]:
                if year is not None:
                    continue
                heir = self.at(code, county["until"])
                if heir["prefecture"] == "直辖":
                    over = heir
                else:
                    over = self.at(heir["code"][:4] + "00", county["until"])
                heirs[over["code"], over["first"]] = over
        return heirs.values()


def retired_rows(rows):
    succession = Succession(rows)
    live_names = {(row["code"], row["name"]) for row in rows if row["live"]}
    retired = {}
    for row in sorted(rows, key=lambda row: (row["code"], row["first"])):
        key = (row["code"], row["name"])
        if row["live"] or key in live_names:
            continue  # a code that lost its name and has it again is of today
        codes, how = succession.resolve(row)
        if key in retired:  # the same name twice, under another parent or with a gap
            entry = retired[key]
            entry["last"] = row["until"] - 1
            entry["codes"] |= codes
            continue
        retired[key] = dict(row, last=row["until"] - 1, codes=codes, how=how)
    for entry in retired.values():
        yield dict(
            code=entry["code"], kind=entry["kind"], zh=entry["name"], zh_short=short(entry["name"]),
            pinyin=" ".join(pinyin(entry["name"])), first=entry["first"], last=entry["last"],
            successors=";".join(sorted(entry["codes"])), how=entry["how"],
        )  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- writing


def write(name, rows):
    rows = list(rows)
    # Quotes stand only around a comma (three peoples in an English name): the reader in Rust slices, it does not unescape.
    assert not any(re.search('["\\n]', str(cell)) for row in rows for cell in row.values())
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def traditional(texts):
    """Pairs traditional-simplified, for the characters of the vocabulary."""
    used = set("".join(texts))
    table = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    pairs = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        old, _, new = line.partition("\t")
        new = new.split()[0] if new else old
        if new in used and old != new and len(old) == 1:
            pairs[old] = new
    return pairs


def main():
    rows = read(sys.argv[1])
    nation = dict(
        code="000000", kind="nationwide", parent="", zh="全国", zh_short="全国", pinyin="quan guo", en="Nationwide",
        others="中国;全国范围;China;National;CN",
    )  # fmt: skip
    live = write("regions.csv", [nation, *live_rows(rows), *countries()])
    retired = write("retired-regions.csv", retired_rows(rows))
    zones = (HERE / "zones.csv").read_text(encoding="utf-8")
    texts = [row["zh"] + row["others"] for row in live] + [row["zh"] for row in retired] + [zones]
    pairs = traditional(texts)
    lines = "\n".join(old + new for old, new in sorted(pairs.items()))
    (HERE / "traditional.txt").write_text(lines + "\n", encoding="utf-8")
    print(len(live), "regions,", len(retired), "retired,", len(pairs), "traditional characters")


if __name__ == "__main__":
    main()
