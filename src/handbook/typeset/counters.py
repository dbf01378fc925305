"""What belongs to a number: the units, the words before and the words behind that stay on its line.

Data for `handbook.typeset.atoms`, read by it only. A word that is missing here is a word to add; the
test of whole pieces (tests/typeset/test_atoms.py) is the place to show why.
"""

from __future__ import annotations

_ASCII_UNITS = """
    km kg cm mm mg ml mL dL kL kW kWh kB MB GB TB ha pt cc kcal dB Hz m g L t W V A
"""
_OTHER_UNITS = """
    年度 年間 か年 カ年 ヶ年 ヵ年 年 か月 カ月 ヶ月 ヵ月 ケ月 か月児 か月間 ヶ月間 カ月間 月 日間 日
    時間 時 分間 分 秒間 秒 週間 週 世紀 周年 周忌 回忌 学年 学期 限 歳代 歳児 歳 才 代 世代 親等 期生
    期 泊 億円 万円 千円 円 銭 ドル ユーロ 割引 割 倍 点 票 人 名様 名 世帯 戸 件 例 回目 回 度 巡 往復
    周 番地 番目 番線 番館 番 号室 号館 号車 号棟 号線 号 丁目 条 項 章 節 版 次 段階 段 層 等 種類 種
    類 部 面 話 曲 首 句 題 問 か所 カ所 箇所 ヶ所 ヵ所 ケ所 か国語 か国 カ国 ヶ国 言語 か条 カ条 ヶ条
    か村 施設 団体 法人 事業所 事業 項目 科目 教科 都道府県 市町村 市町 県 市 町 村 圏域 中学校区
    小学校区 校区 地区 自治会 町内会 区画 区 中学校 小学校 校 園 館 室 棟 台 冊 枚 本 個 杯 匹 頭 羽 組
    班 階建て 階 級 位 つ 膳 皿 箱 袋 缶 束 着 足 株 粒 滴 錠 床 病床 病棟 席 議席 軒 社 局 店 店舗 球
    打 歩 ページ 頁 キロ メートル センチ ミリ グラム リットル パーセント ポイント 坪 畳 反 合 升 トン
    キログラム ミリグラム キロメートル センチメートル ミリメートル 平方メートル 立方メートル
    ミリリットル ヘクタール アール カロリー キロカロリー キロワット ワット ボルト アンペア デシベル
    インチ コース クラス チーム グループ ブロック ブース セット ケース サイクル ステップ シート コマ %
    ％ ‰ ℃ °C ° ㎡ ㎥ ㎞ ㎝ ㎜ ㎏ ㎎ ㏄
"""
LATIN_UNITS = frozenset(_ASCII_UNITS.split()) | {"°C"}
SIGNS = frozenset(("%", "％", "‰", "℃", "°C", "°"))
"""Units that may stand after a space, as the Latin ones do."""
UNITS = LATIN_UNITS | frozenset(_OTHER_UNITS.split())
LONGEST_UNIT = max(map(len, UNITS))

PREFIXES = (
    "第|(?<![契予条公節要誓集])約|およそ|合計|(?<![会統家時設合])計|(?<![安健完保])全|延べ|のべ|各回|各|毎月|毎週|毎年|毎"
    "|(?<![円不])満|(?<![建新改構])築|午前|午後|要介護|要支援|震度|レベル|内線|国道|県道|市道|最大|最長|地下|地上|生後|産後"
)
"""Before a number, a pattern."""

_KANJI = "[\u3400-\u9fff々]"
_DAY = "[月火水木金土日]"
_HOLIDAY = "祝日?|休日?|振休|振替休日?"
_LIMITS = (
    "以上|以下|以内|以降|以前|以後|未満|超(?!え|過)|前後|程度|当たり|あたり|ごと|おき|ずつ|余り?(?!裕|暇|剰)"
)
_ENDINGS = (
    "前(?![期年回向面提半橋])|後(?![期見援方半進任継])|目(?![的標指次安線録立])|間(?![隔接違も])|分(?![野析類担散科館会の])"
    "|生まれ|生(?![活産涯命態存死協きじ]|かす|かし)|児(?!童)|代(?![表理行替わ金])|台(?![風所帳])|[弱強](?![いくめ化者点調力度制])"
    "|(?<=[番地])の[0-9]+|半ば?(?![期分数々])|版(?![画権])|引き?(?![越率])"
)
_TIMES = (
    "現在|時点|付け?(?!き)|末日?|[上中下初]旬|頃|ごろ|(?:開演|開場|開始|開会式?|開館|開店|開講|開催|閉会式?|閉館|閉店|集合|解散"
    "|出発|到着|発|着|終了|終演|締切|締め切り|必着|受付開始|受付|消印有効)(?:予定)?"
)
_NOTES = "税込み?|税別|税抜き?|内線 ?[0-9]+|代表?|直通|必着|予定|当日|無料|厳守"
TAILS = (
    rf"\((?:{_DAY}(?:曜日?)?|{_HOLIDAY})(?:[·、,~-]?(?:{_DAY}(?:曜日?)?|{_HOLIDAY}))*\)|{_DAY}曜日?"
    rf"|\((?:{_NOTES})\)|{_LIMITS}|(?P<ending>{_ENDINGS})|(?:{_TIMES})(?!{_KANJI})|計画(?!{_KANJI})"
)
"""Behind a number and its unit, again and again, a pattern in a text with ASCII brackets. An `ending`
never parts from its number: 3年前, 4年生."""

WORDS = "百人一首|二人三脚|二十歳|一人(?:ひとり|一人|暮らし|ぐらし|親)|一つ(?:ひとつ|一つ)"
"""Words that begin with a number and count nothing."""
