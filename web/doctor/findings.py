"""What the doctor may find: what is wrong, why it matters, what mends it. One table, in both languages."""

from collections.abc import Mapping
from typing import Final

from domain.kernel import record


@record
class Sort:
    """A sort of finding."""

    grave: bool
    """Zeren does not work, or the record or the secrets are not protected, until it is mended."""
    what: tuple[str, str]
    why: tuple[str, str]
    mend: str
    """The command, or what to change where."""


@record
class Finding:
    """Something that is wrong with this installation. Holds no secret and no personal value."""

    code: str
    told: Mapping[str, str]

    @property
    def grave(self) -> bool:
        """See `Sort`."""
        return SORTS[self.code].grave

    @property
    def what(self) -> tuple[str, str]:
        """What is wrong, in Chinese and English."""
        zh, en = SORTS[self.code].what
        return zh.format(**self.told), en.format(**self.told)

    @property
    def why(self) -> tuple[str, str]:
        """Why it matters."""
        return SORTS[self.code].why

    @property
    def mend(self) -> str:
        """What mends it."""
        return SORTS[self.code].mend.format(**self.told)


def found(code: str, **told: object) -> Finding:
    """A finding of this sort."""
    return Finding(code=code, told={name: str(value) for name, value in told.items()})


_KEYS_LOST: Final = (
    "没有它，台账中的个人姓名等内容都读不出来，也不能登记人员。",
    "Without it no personal value on record can be read, and no person registered.",
)
_BY_PRIMARY: Final = (
    "页面都由主库应答，主库的负担没有减轻。",
    "Pages are answered by the primary, which is spared nothing.",
)
_READ_BY_OTHERS: Final = (
    "本机其他用户可以读到，等于泄露；密钥文件程序拒绝使用。",
    "Other users of this machine can read it; a key in such a file is refused.",
)
_FENCES: Final = (
    "台账“只增不改”靠数据库本身拒绝修改；缺了它，拿到数据库账号的人就能改写，要到校验时才发现。",
    "The database itself refuses changes to the record; without this, whoever has its account can rewrite it,"
    " and only the proof shows it.",
)
_SEALED: Final = (
    "未封存的记录若被改动，无法证明。",
    "A change to entries that no checkpoint covers cannot be shown.",
)
_PROXY: Final = (
    "登录凭据可能经明文传送，或者所有人看起来都来自同一地址，限制猜密码会误伤所有人。",
    "Sign-ins may travel in clear text, or all callers seem to have one address, so that slowing down guesses hits"
    " everybody.",
)

SORTS: Final[Mapping[str, Sort]] = {
    # settings and places
    "settings": Sort(
        grave=True,
        what=("设置有误：{said}", "A setting is wrong: {said}"),
        why=("程序不能启动。", "The program does not start."),
        mend="edit /etc/zeren/zeren.env (docs/reference/settings.md)",
    ),
    "no_data": Sort(
        grave=True,
        what=("数据目录不存在：{place}", "The data folder is not there: {place}"),
        why=("没有建立台账，或者ZEREN_DATA指错了地方。", "There is no ledger yet, or ZEREN_DATA names another place."),
        mend="zeren init",
    ),
    "not_writable": Sort(
        grave=True,
        what=("不能写入目录：{place}", "The folder cannot be written to: {place}"),
        why=("登记和上传都会失败。", "Recording and uploading fail."),
        mend="chown -R zeren:zeren '{place}'",
    ),
    "open_folder": Sort(
        grave=False,
        what=("目录对其他用户开放（{mode}）：{place}", "The folder is open to other users ({mode}): {place}"),
        why=(
            "本机其他用户可以看到或改动其中的文件。",
            "Other users of this machine see what lies in it, or change it.",
        ),
        mend="chmod 700 '{place}'",
    ),
    "open_file": Sort(
        grave=True,
        what=("文件对其他用户开放（{mode}）：{place}", "The file is open to other users ({mode}): {place}"),
        why=_READ_BY_OTHERS,
        mend="chmod 600 '{place}'",
    ),
    "disk": Sort(
        grave=False,
        what=("磁盘剩余{free} MiB：{place}", "{free} MiB are left on the disk of {place}"),
        why=("写满以后不能再登记。", "Nothing can be recorded once it is full."),
        mend="df -h '{place}'; remove what is not Zeren's, or enlarge the disk",
    ),
    "root": Sort(
        grave=False,
        what=("以root身份运行", "This runs as root"),
        why=(
            "root建立的文件服务账号读不了；程序一旦有漏洞，整台机器受影响。",
            "The service cannot read files that root makes, and a weakness of the program becomes one of the machine.",
        ),
        mend="zeren-office doctor",
    ),
    # keys
    "master_key": Sort(
        grave=True,
        what=("主密钥不能用：{said}", "The master key cannot be used: {said}"),
        why=_KEYS_LOST,
        mend="install -o zeren -g zeren -m 0600 COPY_FROM_THE_SAFE '{place}'",
    ),
    "other_master_key": Sort(
        grave=True,
        what=("主密钥与个人密钥库不匹配", "The master key does not open the keys of persons"),
        why=_KEYS_LOST,
        mend="put back the master key that belongs to this keys database (docs/howto/backup-and-restore.md)",
    ),
    "keys": Sort(
        grave=True,
        what=("个人密钥库不可用：{said}", "The database of keys does not answer: {said}"),
        why=_KEYS_LOST,
        mend="restore ZEREN_KEYS from its backup; for a new office: zeren init",
    ),
    "log_key": Sort(
        grave=True,
        what=("台账签名密钥不能用：{said}", "The log's signing key cannot be used: {said}"),
        why=("不能签检查点，不能出具回执。", "No checkpoint can be signed, no receipt given."),
        mend="install -o zeren -g zeren -m 0600 COPY_FROM_THE_SAFE '{place}'",
    ),
    "keys_beside_ledger": Sort(
        grave=False,
        what=("个人密钥与台账在同一个数据库里", "Keys of persons lie in the ledger's own database"),
        why=(
            "一份备份就能读出全部姓名，删除个人信息也只剩形式。",
            "One backup then shows every name, and an erasure means little.",
        ),
        mend="set ZEREN_KEYS to a database of its own",
    ),
    # databases
    "ledger": Sort(
        grave=True,
        what=("台账数据库不可用：{said}", "The ledger does not answer: {said}"),
        why=("什么也看不到，什么也记不了。", "Nothing can be read or recorded."),
        mend="start the database, or see ZEREN_LEDGER; for a new office: zeren init",
    ),
    "standby_away": Sort(
        grave=False,
        what=("备库{name}没有应答", "The standby {name} does not answer"),
        why=_BY_PRIMARY,
        mend="pg_ctl start there; or take it out of ZEREN_STANDBYS",
    ),
    "standby_promoted": Sort(
        grave=False,
        what=("{name}已不是备库", "{name} is no standby any more"),
        why=(
            "它已升为主库，自成一路，不从那里读取；同时写两台主库，台账会分叉。",
            "It was promoted and goes its own way; nothing is read there. Two primaries written to are two records.",
        ),
        mend="see that one server alone is written to; then make it a standby anew (docs/howto/postgresql.md, 6)",
    ),
    "standby_behind": Sort(
        grave=False,
        what=(
            "备库{name}的视图停在第{position}条，台账已到第{head}条",
            "Views at the standby {name} stand at entry {position}, the ledger at {head}",
        ),
        why=_BY_PRIMARY,
        mend="pg_stat_replication at the primary; see that zeren follow runs beside it",
    ),
    "unsafe_role": Sort(
        grave=True,
        what=("程序所用的数据库角色可以改动台账", "The program signs in under a role that could change the ledger"),
        why=_FENCES,
        mend='psql "$ZEREN_OWNER" -f deploy/postgresql/grants.sql; name zeren_app in ZEREN_LEDGER',
    ),
    "fences": Sort(
        grave=True,
        what=("台账的防改触发器缺失：{names}", "Triggers that guard the ledger are missing: {names}"),
        why=_FENCES,
        mend='zeren init --owner "$ZEREN_OWNER" (SQLite: zeren init), then zeren fsck',
    ),
    "password_in_url": Sort(
        grave=False,
        what=("数据库口令写在设置{name}的地址里", "The setting {name} holds the database's password"),
        why=("地址会进入进程环境和错误信息。", "Addresses get into process environments and error messages."),
        mend="move it into the passfile: PGPASSFILE (docs/howto/deploy.md, step 3)",
    ),
    "owner_set": Sort(
        grave=False,
        what=("设置中留有数据库属主ZEREN_OWNER", "ZEREN_OWNER, the owner's sign-in, is set"),
        why=(
            "服务拿到属主口令就可以关掉防改触发器。",
            "With it the service could switch off the triggers that guard the ledger.",
        ),
        mend="unset ZEREN_OWNER; take it out of /etc/zeren/zeren.env",
    ),
    "newer_program": Sort(
        grave=True,
        what=("台账中有本程序不认识的内容：{names}", "The ledger holds what this program does not know: {names}"),
        why=(
            "新版程序已在登记；本程序读不了这些内容，遇到时会停下。",
            "A newer program has recorded it; this one cannot read it, and stops where it meets it.",
        ),
        mend="install the newer program everywhere (docs/howto/upgrading.md); systemctl restart zeren zeren-follow",
    ),
    "secrets": Sort(
        grave=True,
        what=("登录数据库不可用：{said}", "The database of sign-ins does not answer: {said}"),
        why=("谁也不能登录。", "Nobody can sign in."),
        mend="restore ZEREN_SECRETS from its backup, or: zeren init; zeren account password NAME",
    ),
    "views": Sort(
        grave=True,
        what=("视图数据库不可用：{said}", "The database of views does not answer: {said}"),
        why=("页面打不开；台账本身不受影响。", "Pages cannot be opened; the record itself is safe."),
        mend="see ZEREN_VIEWS; zeren init; zeren rebuild",
    ),
    "views_outdated": Sort(
        grave=True,
        what=("视图是别的版本建立的：{names}", "Views were made by another version: {names}"),
        why=("程序不读旧版视图，页面打不开。", "They are not read; pages cannot be opened."),
        mend="zeren rebuild {names}",
    ),
    "views_ahead": Sort(
        grave=True,
        what=("视图比台账多{count}条", "The views have read {count} entries more than the ledger holds"),
        why=(
            "台账可能是从旧备份恢复的，后面的记录丢了；或者视图属于另一本台账。",
            "The ledger may come from an older backup and miss its last entries; or the views belong to another one.",
        ),
        mend="zeren fsck; find the newest copy of the ledger; then zeren rebuild",
    ),
    "views_behind": Sort(
        grave=False,
        what=("视图落后{count}条", "The views are {count} entries behind"),
        why=("下一个打开页面的人要等它们读完。", "Whoever opens the next page waits until they have read them."),
        mend="systemctl start zeren-follow",
    ),
    # proof
    "alarm": Sort(
        grave=True,
        what=("封存报警：{said}", "An alarm of sealing stands: {said}"),
        why=(
            "记录可能与已签名的不符，或者签不了。",
            "The record may not be the one that was signed, or it cannot be signed.",
        ),
        mend="zeren fsck; once the cause is gone: zeren seal --recompute",
    ),
    "unsealed": Sort(
        grave=False,
        what=(
            "有{count}条记录等待封存超过{minutes}分钟",
            "{count} entries have waited more than {minutes} minutes to be sealed",
        ),
        why=_SEALED,
        mend="zeren seal; systemctl status zeren-follow",
    ),
    "policy": Sort(
        grave=True,
        what=("见证方名单有误：{said}", "The policy of witnesses cannot be read: {said}"),
        why=("没有人被请来见证，回执上也没有见证签名。", "Nobody is asked, and receipts carry no witness."),
        mend="edit {place} (docs/howto/witness.md)",
    ),
    "no_witness": Sort(
        grave=False,
        what=("没有见证方", "There is no witness"),
        why=(
            "同时掌握机器和签名密钥的人可以另写一份历史而不被发现。",
            "Whoever holds this machine and its signing key can write another history unseen.",
        ),
        mend="ask the superior organisation for one: docs/howto/witness.md",
    ),
    "witness_away": Sort(
        grave=False,
        what=("见证方{name}连接不上", "The witness {name} cannot be reached"),
        why=("新的记录没有外部见证。", "New entries have no witness outside."),
        mend="systemctl edit zeren zeren-follow: IPAddressAllow=ITS_ADDRESS; firewall; zeren witness ask",
    ),
    # clock
    "clock_database": Sort(
        grave=False,
        what=(
            "本机时钟与数据库时钟相差{seconds}秒",
            "This machine's clock and the database's differ by {seconds} seconds",
        ),
        why=(
            "登记时间取数据库时钟，会话、令牌取本机时钟，二者应当一致。",
            "Entries take the database's time, sessions and tokens this machine's.",
        ),
        mend="timedatectl; systemctl restart chrony",
    ),
    "clock_behind": Sort(
        grave=True,
        what=("最后一条记录的时间比现在晚{seconds}秒", "The last entry was recorded {seconds} seconds from now"),
        why=(
            "时钟曾经快了，或者现在慢了；登记时间不许倒退，其间的登记都会是同一个时间。",
            "The clock was fast or is slow now; recorded time never runs back: all entries until then get one time.",
        ),
        mend="timedatectl; systemctl restart chrony",
    ),
    "time_zone": Sort(
        grave=True,
        what=("时区数据Asia/Shanghai缺失或有误", "The data of the time zone Asia/Shanghai are missing or wrong"),
        why=("日期会算错一天。", "Days come out wrong."),
        mend="/opt/zeren/bin/pip install --force-reinstall tzdata",
    ),
    # at the door
    "plain_http": Sort(
        grave=True,
        what=("对外地址不是HTTPS：{said}", "The public address is not HTTPS: {said}"),
        why=_PROXY,
        mend="nginx with TLS in front; ZEREN_URL='https://…' (docs/howto/deploy.md, step 6)",
    ),
    "cookies": Sort(
        grave=True,
        what=("地址是HTTPS，但ZEREN_SECURE_COOKIES未开", "The address is HTTPS, but ZEREN_SECURE_COOKIES is off"),
        why=_PROXY,
        mend="ZEREN_SECURE_COOKIES='1'; systemctl restart zeren",
    ),
    "cookies_over_http": Sort(
        grave=True,
        what=("ZEREN_SECURE_COOKIES已开，但地址不是HTTPS", "ZEREN_SECURE_COOKIES is on, but the address is not HTTPS"),
        why=("浏览器不会送回登录凭据，谁也登录不了。", "Browsers keep the session to themselves: nobody can sign in."),
        mend="serve it over HTTPS, and set ZEREN_URL='https://…'",
    ),
    "proxies": Sort(
        grave=False,
        what=("地址是HTTPS，但ZEREN_PROXIES为0", "The address is HTTPS, but ZEREN_PROXIES is 0"),
        why=_PROXY,
        mend="ZEREN_PROXIES='1'; systemctl restart zeren",
    ),
    "channels": Sort(
        grave=False,
        what=("提醒设置有误：{said}", "The file of reminders is wrong: {said}"),
        why=("邮件和群机器人提醒发不出去。", "Reminders by mail and robots do not go out."),
        mend="edit {place} (docs/howto/reminders.md); zeren remind --dry-run",
    ),
    # people
    "demonstration_accounts": Sort(
        grave=True,
        what=("演示账号仍可用演示密码登录：{names}", "Accounts still open with the demonstration's password: {names}"),
        why=("这个密码是公开的。", "That password is public."),
        mend="zeren account password NAME, for each; records of an office do not belong into a demonstration",
    ),
    "nobody": Sort(
        grave=False,
        what=("还没有人设置密码", "Nobody has set a password"),
        why=("谁也不能登录。", "Nobody can sign in."),
        mend="zeren account password administrator",
    ),
    # program and copies
    "python": Sort(
        grave=True,
        what=("Python版本{version}低于3.11", "Python is {version}, older than 3.11"),
        why=("程序未在此版本上测试过。", "The program was not tested on it."),
        mend="python3.11 -m venv /opt/zeren; pip install -r requirements.txt",
    ),
    "packages": Sort(
        grave=False,
        what=("软件包与requirements.txt不一致：{names}", "Packages differ from requirements.txt: {names}"),
        why=(
            "只有这些版本测试过，安全修补也按它们核对。",
            "Only those versions were tested, and security fixes are checked against them.",
        ),
        mend="/opt/zeren/bin/pip install -r requirements.txt",
    ),
    "no_backup": Sort(
        grave=False,
        what=("没有找到台账备份", "No copy of the ledger was found"),
        why=("硬盘坏了，台账就没有了。", "When the disk breaks, the record is gone."),
        mend="set BACKUP_RECORDS; systemctl enable --now zeren-backup.timer",
    ),
    "old_backup": Sort(
        grave=False,
        what=("最近一份台账备份是{days}天前的", "The newest copy of the ledger is {days} days old"),
        why=("硬盘坏了，这几天的登记就没有了。", "When the disk breaks, what was recorded since is gone."),
        mend="systemctl status zeren-backup; systemctl start zeren-backup",
    ),
}
