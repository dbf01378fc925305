"""A made-up country of any number of districts, for measuring: nobody lives in it, no number rings.

    from synthetic import country
    plan = country(20_000)

In: the real plan, for the wording that all editions share. Out: a plan of 見本国 whose districts are
called by two characters each (東山, 東川, …), with desks that cover ten, a hundred or all of them,
telephone numbers that begin with 0000, and a column of its own for every fortieth district.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import handbook
from handbook.district import District
from handbook.plan import Column, Desk, Plan

NAMES = """
東ひがし 西にし 南みなみ 北きた 上かみ 中なか 下しも 大おお 小こ 新しん 古ふる
高たか 長なが 広ひろ 深ふか 浅あさ 白しら 黒くろ 赤あか 青あお 金かね 銀ぎん
石いし 岩いわ 砂すな 土つち 木き 林はやし 森もり 竹たけ 松まつ 杉すぎ 梅うめ
桜さくら 桃もも 柳やなぎ 藤ふじ 菊きく 草くさ 花はな 春はる 夏なつ 秋あき 冬ふゆ
朝あさ 夕ゆう 日ひ 月つき 星ほし 風かぜ 雪ゆき 雨あめ 雲くも 空そら 海うみ
川かわ 池いけ 泉いずみ 水みず 火ひ 山やま 丘おか 谷たに 原はら 野の 田た 畑はた
里さと 村むら 町まち 宮みや 寺てら 神かみ 福ふく 寿ことぶき 安やす 平ひら 和わ
光ひかり 明あけ 清きよ 正まさ 美み 若わか 豊とよ 富とみ 栄さかえ 吉よし 幸さち
千せん 百もも 八や 七なな 六む 五ご 四よ 三み 二ふた 一いち 万まん 馬うま
牛うし 羊ひつじ 鳥とり 鶴つる 亀かめ 魚うお 貝かい 虫むし 犬いぬ 熊くま 鹿しか
猿さる 虎とら 竜たつ 糸いと 布ぬの 衣ころも 米こめ 麦むぎ 豆まめ 塩しお 酒さか
茶ちゃ 車くるま 舟ふな 橋はし 道みち 門かど 窓まど 戸と 家いえ 城しろ 島しま
浜はま 浦うら 崎さき 岸きし 沢さわ 滝たき 瀬せ 津つ 洲す 沼ぬま
"""
"""Characters with their readings, of which names are made."""

PARTS = tuple((entry[0], entry[1:]) for entry in NAMES.split())


def country(count: int) -> Plan:
    """A plan of so many districts. Raises ValueError if there are not as many pairs of characters."""
    plan = handbook.load_plan()
    pairs = [(one, other) for one, other in product(PARTS, repeat=2) if one != other]
    if count > len(pairs):
        raise ValueError(f"{len(pairs)} districts at most")
    districts = tuple(
        District(
            name=one[0] + other[0],
            reading=one[1] + other[1],
            slug=f"mihon{number:05d}",
            bloc=f"見本{number // 46}町",
        )
        for number, (one, other) in enumerate(pairs[:count], 1)
    )
    names = [district.name for district in districts]
    sizes = dict(zip((category.name for category in plan.categories), (10, 100, count, 1000), strict=True))
    desks = tuple(
        Desk(
            category=category,
            name=f"見本第{start // size + 1}{category[:3]}相談センター",
            phone=f"0000-{kind}{start // 10000}-{start % 10000:04d}",
            fax=f"0000-9{kind}-{start % 10000:04d}",
            districts=tuple(names[start : start + size]),
            everywhere=size == count,
        )
        for kind, (category, size) in enumerate(sizes.items())
        for start in range(0, count, size)
    )
    citywide = tuple(column for column in plan.columns if not column.districts)
    text = "この事例は測定のための作り話です。住民が集まり、話し合い、見守りの輪をひろげています。" * 3
    own = tuple(
        Column(id=f"mihon-{number}", districts=(name,), title=f"{name}のつどい", text=text)
        for number, name in enumerate(names[::40])
    )
    return replace(plan, city="見本国", districts=districts, desks=desks, columns=(*citywide, *own))
