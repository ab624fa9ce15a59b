"""Words of what was done to keys and proofs 安全事项."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import security
from domain.terms.common import Label

KIND: Final[Label] = ("安全事项", "Security")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    security.Refusal: {
        "password": ("多次登录失败", "Sign-in failed too often"),
        "proof": ("多次再次验证失败", "Proof failed too often"),
        "rights": ("越权操作", "Beyond the role"),
        "token": ("令牌超出用途", "Beyond what the token is for"),
        "foreign_form": ("非本系统页面提交", "A form that was not ours"),
        "one_person": ("一人试图办理须两人办理的事项", "One person for what takes two"),
    },
    security.Scope: {
        "read": ("只读", "Read only"),
        "record": ("读取和登记", "Read and record"),
        "decide": ("读取、登记和决定", "Read, record and decide"),
        "calendar": ("日历订阅", "Calendar"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    security.InstallationBegun: ("系统启用", "Installation begun"),
    security.SettingsChanged: ("安全设置变更", "Settings changed"),
    security.MasterKeyRotationOrdered: ("决定更换主密钥", "Another master key ordered"),
    security.MasterKeyRotated: ("更换主密钥", "Master key changed"),
    security.PasswordSet: ("设置密码", "Password set"),
    security.SecondFactorAdded: ("启用二次验证", "Second factor added"),
    security.SecondFactorRemoved: ("停用二次验证", "Second factor removed"),
    security.TokenMade: ("生成令牌", "Token made"),
    security.TokenWithdrawn: ("撤销令牌", "Token withdrawn"),
    security.SignInsEnded: ("结束其他登录", "Sign-ins ended"),
    security.BagHandedOut: ("移交证据包", "Bag handed out"),
    security.LedgerRestored: ("从备份恢复", "Restored from a backup"),
    security.RefusalNoted: ("重要操作被拒绝", "Refusal of importance"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    security.BeginInstallation: ("系统启用", "Begin installation"),
    security.NoteSettings: ("登记安全设置", "Note settings"),
    security.RotateMasterKey: ("更换主密钥", "Change master key"),
    security.CarryOutRotation: ("登记主密钥已更换", "Note changed master key"),
    security.SetPassword: ("登记设置密码", "Note password set"),
    security.AddSecondFactor: ("登记启用二次验证", "Note second factor"),
    security.RemoveSecondFactor: ("登记停用二次验证", "Note second factor gone"),
    security.MakeToken: ("登记生成令牌", "Note token"),
    security.WithdrawToken: ("登记撤销令牌", "Note token gone"),
    security.EndSignIns: ("登记结束登录", "Note sign-ins ended"),
    security.HandOutBag: ("登记移交证据包", "Note bag handed out"),
    security.NoteRestored: ("登记从备份恢复", "Note restoring"),
    security.NoteRefusal: ("登记拒绝事项", "Note refusal"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "alone": ("未经会签", "Without a second person"),
    "by_link": ("凭一次性链接", "By one-time link"),
    "officers": ("一人开设的三员账号", "Officers’ accounts opened by one person"),
    "refusal": ("拒绝事项", "Refused"),
    "security": ("安全事项", "Security"),
    "settings": ("安全设置", "Settings"),
    "token": ("令牌编号", "Token"),
}

_TOKEN: Final = {
    "scope": ("令牌用途", "For"),
    "last": ("有效期至", "Last day"),
}
_BAG: Final = {
    "root": ("打包范围（本组织及下级）", "Records of the organisation and all below it"),
    "decision": ("所涉决定", "Decision"),
    "entries": ("条目数", "Entries"),
    "files": ("佐证材料数", "Evidence files"),
    "checkpoint": ("检查点覆盖条数", "Entries under the checkpoint"),
    "account": ("接收账号", "Taken by"),
}
_KEYS: Final = {
    "keys": ("重新封装的密钥数", "Keys wrapped anew"),
    "order": ("决定更换的条目", "Entry that ordered it"),
}
_RESTORED: Final = {
    "position": ("恢复至第几条", "Restored up to entry"),
    "root_hash": ("校验树根", "Root of the tree"),
    "known": ("已知曾有条数", "Entries known to have been on record"),
}
_ENDED: Final = {"count": ("结束的登录数", "Sign-ins ended")}
_SETTING: Final = {"name": ("设置", "Setting"), "value": ("值", "Value")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    security.TokenMade: _TOKEN,
    security.MakeToken: _TOKEN,
    security.BagHandedOut: _BAG,
    security.HandOutBag: _BAG,
    security.MasterKeyRotated: _KEYS,
    security.CarryOutRotation: _KEYS,
    security.LedgerRestored: _RESTORED,
    security.NoteRestored: _RESTORED,
    security.SignInsEnded: _ENDED,
    security.EndSignIns: _ENDED,
    security.Setting: _SETTING,
}
