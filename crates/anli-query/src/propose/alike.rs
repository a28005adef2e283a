//! Characters that are taken for each other: by their sound, and by their look.

use std::collections::{BTreeSet, HashMap};

use anli_text::{Script, script};

use crate::EngineError;
use crate::engine::Snapshot;
use crate::suggest::pinyin::{sounds, sounds_alike};

/// Common characters that look alike, group by group. A character may stand in several.
const LOOKS: &str = "己已巳 未末 土士 人入八 大太犬 日曰目 千干于 天夭无 王玉主 晴睛 侯候 拔拨 辩辨辫 梁粱 即既 暑署 \
    班斑 赢嬴 戊戌戍 券卷 乌鸟 折拆析 贷货 免兔 住往佳 特持待侍 治冶 准淮 抡抢 沧沦 仓仑 师帅 设没 \
    历厉 划刘 阅阂 岗冈 评坪 课棵 栽载裁 织积识职 材村 杆杵 校较狡 综棕踪 培倍陪 育盲肓 考老孝 \
    办为力 力刀 区匹 具县 县昙 市布 处外 名各 合含 今令 问间同 闭闲 体休 传转 代伐 任仕 优伏 供洪 \
    侧测 促捉 借惜错 健键 像象 儿几 元无 克兑 农衣 冲种 凤风 刊刑 判叛 制剁 刷唰 动劫 勿匆 北比 \
    升开 午牛 半平 单早 厂广 厘里 古右石 司可 吁呼 哀衰衷 善膳 喝渴 园圆围 困因 固回 场扬杨 坚竖 \
    坏环 壮状 央决 奋备 如加 妇扫 孑子 宜宣 实买 客容 寄奇 对时 导异 尺尽 层屋 展屉 幼幻 床庆 \
    底低抵 度席 延廷 弟第 录绿 形刑 很狠恨 徒徙 德得 心必 志态 思恩 性姓 情清请 意竟 愿原 我找 \
    成或 扩旷矿 技枝 投没 抓爪 护炉 担但 招拾 拓柘 择泽释 挂桂 推堆谁 提堤题 换唤 撤撒 操燥躁 \
    改攻政 方万 旅族 明朋 春舂 晋普 晚挽 暂智 更便 木本术 条务 查杳 标栋 样洋 核孩 桥侨娇 植值直 \
    模摸膜 正止 步涉 殷段 毫豪 民氏 水永 汁汗污 池地他 活话 流硫 浅线 消悄稍 淡谈 深探 湖糊 满瞒 \
    滩摊 烧浇绕 照熙 爱受 版板 率卒 理埋 生主 用甩 田由甲申 留溜 登凳 白自 百白 真直 眠眼 知和 \
    研妍 确硝 礼札 社杜 科料 程呈 稳隐 究空 端瑞 答塔 管营 籍藉 精情 约的 级极 纯钝 练炼 组祖阻 \
    经径 结洁 给拾 绩债 维堆 缓暖 群郡 翁公 联取 肖消 胜性 良艮 若苦 英央 荐存 营宫 蓝篮 薄簿 \
    虑虚 表衣 见贝 规现 视规 订钉 记计 论沦 评平 试式 质盾 贫贪 费资 走足 赴赶 越起 路露 轮论 \
    辅铺 达迖 运远 连莲 迫追 送关 逐遂 通道 遗遣 部陪 配酌 重童 量重 镇填 长张 门们 阳阴 际标 \
    院完 险检 集隼 青责 革单 预项 须顺 饮饭 马乌 验险 高亮 潍维 衢冲 亳毫 泸沪";

/// The characters of an index by their sound: what it has no word with need not be tried.
pub(crate) struct Characters {
    by_sound: HashMap<String, Vec<char>>,
}

impl Characters {
    pub(crate) fn make(state: &Snapshot) -> Result<Self, EngineError> {
        let mut characters = BTreeSet::new();
        for segment in state.searcher.segment_readers() {
            for field in [state.fields.zh.words, state.fields.names.words] {
                let inverted = segment.inverted_index(field)?;
                let mut words = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
                while let Some((word, _)) = words.next() {
                    let word = std::str::from_utf8(word).unwrap_or_default();
                    characters.extend(word.chars().filter(|c| script(*c) == Some(Script::Han)));
                }
            }
        }
        let mut by_sound: HashMap<String, Vec<char>> = HashMap::new();
        for c in characters {
            for sound in sounds(c) {
                by_sound.entry(sound).or_default().push(c);
            }
        }
        Ok(Self { by_sound })
    }

    /// The characters of the index that sound or look like `c`, without itself.
    pub(super) fn like(&self, c: char) -> Vec<char> {
        let sounding = sounds(c).into_iter().filter_map(|sound| self.by_sound.get(&sound)).flatten().copied();
        let looking = LOOKS.split(' ').filter(|group| group.contains(c)).flat_map(|group| group.chars());
        let mut like: Vec<char> = sounding.chain(looking).filter(|other| *other != c).collect();
        like.sort_unstable();
        like.dedup();
        like
    }
}

/// How two different characters are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    Sound,
    Look,
    None,
}

pub(super) fn likeness(one: char, other: char) -> Likeness {
    if sounds_alike(one, other) {
        Likeness::Sound
    } else if LOOKS.split(' ').any(|group| group.contains(one) && group.contains(other)) {
        Likeness::Look
    } else {
        Likeness::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: char, other: char, expected: Likeness) {
        assert_eq!((likeness(one, other), likeness(other, one)), (expected, expected), "{one} and {other}");
    }

    #[test]
    fn sound_before_look() {
        check('制', '只', Likeness::Sound);
        check('已', '己', Likeness::Look);
        check('轮', '论', Likeness::Sound);
        check('师', '帅', Likeness::Look);
        check('校', '马', Likeness::None);
    }

    #[test]
    fn groups_hold_different_characters() {
        for group in LOOKS.split(' ') {
            let unique: BTreeSet<char> = group.chars().collect();
            assert!(unique.len() > 1 && unique.len() == group.chars().count(), "{group}");
        }
    }
}
