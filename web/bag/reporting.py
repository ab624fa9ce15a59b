"""Reporting: the bag in plain Chinese, once as text and once as a page to print.

It says what is inside, what was checked when it was packed, how to check again, and what is not proven. It carries no
time of packing: the same scope under the same checkpoint gives the same report.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Final

from domain.identity import kind_of, stream_of
from domain.kernel import record
from domain.terms import KINDS
from projections import citations
from web.asking import asking
from web.bag.scope import speaking
from web.bag.telling import rows_of, told
from web.services import LOCAL
from web.viewer import viewer
from web.words import moment_text, ref_text

if TYPE_CHECKING:
    from web.bag.making import Facts

TITLE: Final = "证据包说明"
_LISTED: Final = 300
"""Longer bags are told in events.jsonl alone."""


@record
class Section:
    """A heading and what stands under it."""

    heading: str
    lines: tuple[str, ...]


def text(facts: "Facts") -> str:
    """The report as plain text."""
    parts = [TITLE, "=" * 2 * len(TITLE), ""]
    for number, section in enumerate(_sections(facts), 1):
        parts += [f"{number}. {section.heading}", "", *(f"  {line}" for line in section.lines), ""]
    return "\n".join(parts)


def page(facts: "Facts") -> str:
    """The report as a page that needs nothing else."""
    parts = [
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{TITLE}</title>',
        f"<style>{_STYLE}</style></head><body><h1>{TITLE}</h1>",
    ]
    for number, section in enumerate(_sections(facts), 1):
        items = "".join(f"<li>{escape(line)}</li>" for line in section.lines)
        parts.append(f"<h2>{number}. {escape(section.heading)}</h2><ul>{items}</ul>")
    return "\n".join([*parts, "</body></html>\n"])


_STYLE: Final = (
    "body{font:16px/1.7 serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.6em}li{overflow-wrap:anywhere}"
    "@media print{body{margin:0}h2{break-after:avoid}}"
)


def _sections(facts: "Facts") -> Iterator[Section]:
    with speaking("zh"):
        yield Section(heading="包里有什么", lines=tuple(_inside(facts)))
        if facts.chosen.scope.decision:
            yield Section(heading="决定所依据的记录", lines=tuple(_rests(facts)))
        yield Section(heading="由谁在何时签名", lines=tuple(_signed(facts)))
        yield Section(heading="打包时核对了什么", lines=_CHECKED)
        yield Section(heading="怎样自己再核对一遍", lines=_AGAIN)
        yield Section(heading="没有证明什么", lines=_NOT_PROVEN)
        if len(facts.chosen.positions) <= _LISTED:
            yield Section(heading="逐条内容", lines=tuple(_entries(facts)))


def _inside(facts: "Facts") -> Iterator[str]:
    chosen, scope = facts.chosen, facts.chosen.scope
    yield f"范围：{asking().name(viewer().organisation)}及其下级组织，以接收方有权查看的记录为限。"
    if scope.decision:
        yield f"选取：一项决定（{_called(scope.decision)}）、它引用的全部记录，以及为这些记录提供佐证的材料。"
    elif scope.records:
        yield f"选取：指定的{len(scope.records)}份记录。"
    if scope.first or scope.last:
        days = (scope.first.isoformat() if scope.first else "最早", scope.last.isoformat() if scope.last else "最近")
        yield f"登记日期：{days[0]}至{days[1]}（北京时间）。"
    if scope.until is not None:
        yield f"只收日志第{scope.until}条及以前的条目。"
    times = f"登记时间从{_local(facts.told.first_at)}到{_local(facts.told.last_at)}"
    yield f"条目{len(chosen.positions)}条，出自{chosen.records}份记录，{times}。"
    for kind, count in sorted(facts.told.kinds.items(), key=lambda one: (-one[1], one[0])):
        yield f"　　{kind}：{count}条"
    yield f"佐证材料{len(chosen.files)}份，每份以其SHA-256命名，目录见 data/files.jsonl。"
    for sha256 in facts.missing:
        yield f"　　材料内容缺失或已损坏，未能装入：{sha256}"
    yield "日志中其他单位的条目不在包内，只以散列值出现在 data/tile/，看不出内容。"
    yield "个人信息在原始条目（.body）中是加密的。已依法删除的个人信息在各处都写作“已依法删除”，这不影响核对。"


def _rests(facts: "Facts") -> Iterator[str]:
    chosen = facts.chosen
    yield f"决定：{_called(chosen.scope.decision)}（{chosen.scope.decision}）"
    for cited in dict.fromkeys(cite.cited for cite in chosen.cites if stream_of(cite.cited) not in chosen.outside):
        yield f"引用：{_called(cited)}（{cited}）"
    if not chosen.cites:
        yield "这份记录没有引用其他记录。"
    for stream in chosen.outside:
        yield f"引用的这份记录超出接收方的查看范围，不在包内：{stream}"
    until = chosen.scope.until
    for one in citations.cited_changed(asking().reading, chosen.scope.decision, until):
        called = one.cited if stream_of(one.cited) in chosen.outside else _called(one.cited)
        yield f"请注意：所引用的{called}在作出决定后有变更（日志第{one.position}条）。"


def _called(ref: str) -> str:
    return ref_text(ref) or KINDS[kind_of(stream_of(ref))][0]


def _signed(facts: "Facts") -> Iterator[str]:
    under = facts.under
    yield f"日志名称：{facts.log.name}"
    yield f"检查点：日志共{under.size}条，根散列 {under.root.hex()}，{_local(under.sealed_at)}签署。"
    yield f"日志公钥：{facts.log.text}"
    yield f"公钥指纹：{facts.log.fingerprint}"
    known = {(key.name, key.id): key for key in facts.witnesses}
    count = 0
    for one in under.note.signatures:
        if (one.name, one.id) == (facts.log.name, facts.log.id):
            continue
        count += 1
        key = known.get((one.name, one.id))
        yield f"见证方：{one.name}，{_witnessed(one.timestamp) if key else '本包没有它的公钥，未核对'}。"
        if key is not None:
            yield f"　　公钥指纹：{key.fingerprint}"
    if not count:
        yield "这个检查点没有见证方签名：只有日志自己的签名。"


def _witnessed(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone(LOCAL):%Y-%m-%d %H:%M:%S}签名"


_CHECKED: Final = (
    "每一条的原始内容与其叶子中的散列值相符。",
    "每一条都沿着证明算到了检查点的根散列，与签名的根散列相同。",
    "检查点的签名出自日志的签名密钥。",
    "每份佐证材料的内容与登记时的散列值相符。",
)

_AGAIN: Final = (
    "核对不需要本系统，也不需要联网。最好使用从别处得到的 verify.sh 或 verify.py，而不是包里这一份。",
    "有 Python 3.8 以上：python3 -I verify.py --key 指纹 证据包目录",
    "只有命令行（sha256sum、openssl 3、base64、sed）：sh verify.sh --key 指纹 证据包目录",
    "“指纹”请从纸上抄：日志公钥的指纹应事先打印、会签并另行保管。不给指纹，核对的只是包内前后一致。",
    "结果为“核对通过”且退出码为0才算通过。",
    "用国密算法的单位可另外核对 manifest-sm3.txt（各文件的SM3值）。",
)

_NOT_PROVEN: Final = (
    "不证明所记的事情属实，只证明有人在那时以那个账号这样登记过，此后没有人改动。",
    "不证明登记时坐在键盘前的是谁。",
    "不证明别处没有其他记录，也不证明包内条目是范围内的全部：选取由打包方作出。",
    "没有见证方签名时，掌握数据库和签名密钥的人仍可另造一份历史；能揭穿它的是早先的回执、纸上的检查点和别人手里的证据包。",
    "日志与见证方串通时，只有第三方保存的更早的检查点能发现。",
    "data/events.jsonl、本说明和 data/prov.json 里的文字是系统的转述；被证明的是 .body 中的原始内容。",
)


def _entries(facts: "Facts") -> Iterator[str]:
    for rows in rows_of(facts.chosen.positions):
        for one in told(rows):
            when = moment_text(one.entry.recorded_at)
            yield f"第{one.entry.position}条　{when}　{one.who}　{one.behalf}　{one.label}：{one.said}"


def _local(stored: str) -> str:
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return stored
    return f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"
