"""Sentences on what was done to keys and proofs 安全事项."""

from collections.abc import Mapping
from typing import Final

from domain import security
from web.sentences.telling import Tell, Telling, count


def _begun(w: Telling, e: security.InstallationBegun) -> str:
    officers = w.listed([w.name(one) for one in e.officers])
    return w.t(
        f"{w.day(e.occurred_on)}系统启用，三员账号（{officers}）由启用人一人开设，未经会签：当时尚无第二人",
        f"the installation was begun on {w.day(e.occurred_on)}; one person alone opened the officers’ accounts "
        f"({officers}), for there was no second one yet",
    )


def _settings(w: Telling, e: security.SettingsChanged) -> str:
    said = w.listed([f"{w.line(one.name)}={_short(w.line(one.value))}" for one in e.settings if one.value])
    return w.t(f"安全设置与原登记不同，现为：{said}", f"settings differ from those on record; they are now: {said}")


def _short(value: str) -> str:
    """A key or a digest is told by its beginning; the entry's own page shows all of it."""
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"


_LONGEST: Final = 24


def _rotated(w: Telling, e: security.MasterKeyRotated) -> str:
    alone = (
        "" if e.order is not None else w.t("，会签已关闭，由一人办理", "; by one person, four eyes being switched off")
    )
    return w.t(
        f"更换主密钥，{e.keys}个密钥重新封装{alone}",
        f"the master key was changed, {count(e.keys, 'key')} wrapped anew{alone}",
    )


def _token(w: Telling, e: security.TokenMade) -> str:
    return w.t(
        f"{w.name(e.account)}生成令牌{w.quote(e.token)}（{w.code(e.scope)}），按第{e.grant}号权限使用，"
        f"有效期至{w.day(e.last)}",
        f"{w.name(e.account)} made token {w.quote(e.token)} ({w.code(e.scope)}) under grant {e.grant}, "
        f"good to {w.day(e.last)}",
    )


def _bag(w: Telling, e: security.BagHandedOut) -> str:
    about = w.t(f"，所涉决定{w.name(e.decision)}", f" on {w.name(e.decision)}") if e.decision else ""
    taker = w.name(e.account) or w.t("服务器命令行", "the server’s command line")
    return w.t(
        f"向{taker}移交{w.name(e.root)}及下级的证据包{about}，{e.entries}条、佐证材料{e.files}件，"
        f"检查点覆盖{e.checkpoint}条",
        f"an evidence bag of {w.name(e.root)} and all below it{about} was handed to {taker}: "
        f"{count(e.entries, 'entry') if e.entries == 1 else f'{e.entries} entries'}, {count(e.files, 'file')}, "
        f"checkpoint {e.checkpoint}",
    )


def _restored(w: Telling, e: security.LedgerRestored) -> str:
    missing = e.known - e.position
    lost = (
        w.t(
            f"；已知其后曾有{missing}条（至第{e.known}条），本台账中没有",
            f"; {missing} later entries, up to {e.known}, are known to have been on record and are missing here",
        )
        if missing
        else ""
    )
    return w.t(
        f"{w.day(e.occurred_on)}从备份恢复至第{e.position}条，校验树根{_short(e.root_hash)}{lost}",
        f"the record was restored from a backup on {w.day(e.occurred_on)}, up to entry {e.position}, "
        f"root {_short(e.root_hash)}{lost}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    security.InstallationBegun: _begun,
    security.SettingsChanged: _settings,
    security.MasterKeyRotationOrdered: lambda w, e: w.t(
        f"决定更换主密钥{w.because(e.reason)}", f"another master key was decided on{w.because(e.reason)}"
    ),
    security.MasterKeyRotated: _rotated,
    security.PasswordSet: lambda w, e: w.t(
        f"{w.name(e.account)}设置了新密码{'（凭一次性链接）' if e.by_link else ''}",
        f"{w.name(e.account)} set a new password{' by a one-time link' if e.by_link else ''}",
    ),
    security.SecondFactorAdded: lambda w, e: w.t(
        f"{w.name(e.account)}启用二次验证", f"{w.name(e.account)} set up a second factor"
    ),
    security.SecondFactorRemoved: lambda w, e: w.t(
        f"{w.name(e.account)}的二次验证停用", f"the second factor of {w.name(e.account)} was taken off"
    ),
    security.TokenMade: _token,
    security.TokenWithdrawn: lambda w, e: w.t(
        f"{w.name(e.account)}撤销令牌{w.quote(e.token)}", f"{w.name(e.account)} withdrew token {w.quote(e.token)}"
    ),
    security.SignInsEnded: lambda w, e: w.t(
        f"{w.name(e.account)}结束了在别处的{e.count}个登录",
        f"{w.name(e.account)} ended {count(e.count, 'sign-in')} elsewhere",
    ),
    security.BagHandedOut: _bag,
    security.LedgerRestored: _restored,
    security.RefusalNoted: lambda w, e: w.t(
        f"{w.day(e.occurred_on)}起拒绝{w.name(e.account)}：{w.code(e.refusal)}（当日同类只记一条）",
        f"{w.name(e.account)} was refused on {w.day(e.occurred_on)}: {w.code(e.refusal)} (one entry a day and sort)",
    ),
}
"""Event -> how it is told."""
