#!/bin/sh
# verify.sh: 核对证据包。Check an evidence bag of Zeren without Zeren.
#
#   sh verify.sh [--key 公钥或指纹 VKEY-OR-FINGERPRINT] [证据包目录 BAG]
#
# 只用 Needs only: sha256sum, openssl (3.0+), base64, sed, and a POSIX shell. 退出码 Exit code: 0 通过 verified, 1 不通过 not.
#
# What is untrusted (everything in the bag) is never run: where text of the bag passes through a script of the shell,
# sed has let only letters, digits and a few marks through before. Nearly every part is checked by making it anew and
# comparing the whole: the manifest, each leaf, each proof, the list of keys.

LC_ALL=C
export LC_ALL
unset CDPATH
umask 077
set -u -C
exec 9>&1

NEWLINE='
'
BLANKS=" 	$NEWLINE"
IFS=$BLANKS
W=zeren-verify.$$
MADE=0
BATCH=400

# Names in a bag may hold anything: nothing of it steers the terminal.
say() { printf '%s\n' "$@" | sed 's/[[:cntrl:]]/?/g' >&9; }

bad() { # zh en
    say "不通过：$1" "NOT VERIFIED: $2"
    exit 1
}

broken() { bad "条目或证明的写法不对。" "an entry or a proof is not in the form it should have."; }

cleanup() {
    status=$?
    set +f
    if [ -n "${WORK:-}" ]; then
        if command -v rm >/dev/null 2>&1; then
            rm -f "$WORK/$W".*
        else
            for file in "$WORK/$W".*; do : >| "$file"; done
            say "（临时文件已清空，可删除 temporary files were emptied and may be deleted: $WORK/$W.*）"
        fi
    fi
    exit "$status"
}

# --- asked for what ---------------------------------------------------------------------

KEY=
BAG=
while [ $# -gt 0 ]; do
    case $1 in
        --key) [ $# -gt 1 ] || { say "用法 usage: sh verify.sh [--key KEY] [BAG]"; exit 1; }; KEY=$2; shift 2 ;;
        --key=*) KEY=${1#--key=}; shift ;;
        -*) say "用法 usage: sh verify.sh [--key KEY] [BAG]"; exit 1 ;;
        *) [ -z "$BAG" ] || { say "用法 usage: sh verify.sh [--key KEY] [BAG]"; exit 1; }; BAG=$1; shift ;;
    esac
done
if [ -z "$BAG" ]; then
    case $0 in */*) BAG=${0%/*} ;; *) BAG=. ;; esac
fi
BAG=$(cd "$BAG" 2>/dev/null && pwd -P) || { say "没有这个目录 there is no such folder"; exit 1; }
for tool in sha256sum openssl base64 sed; do
    command -v $tool >/dev/null 2>&1 || bad "缺少命令 $tool。" "the command $tool is missing."
done
WORK=$(cd "${TMPDIR:-/tmp}" && pwd -P) || bad "没有临时目录。" "there is no folder for temporary files."
trap cleanup 0
trap 'exit 1' 1 2 15
cd "$WORK" || exit 1
for name in manifest tags sums script state next pairs hash names one two text sig der values ids keys; do
    : > "$W.$name" || bad "临时目录不可写。" "the folder for temporary files cannot be written to."
done

same() { [ "$(sha256sum < "$1")" = "$(sha256sum < "$2")" ]; }

# --- numbers: base64 and hexadecimal to the octal escapes of printf ----------------------

# Bits are written . and -, which neither base64 nor hexadecimal uses.
bits_of() { # value width
    bits='' value=$1 width=$2
    while [ "$width" -gt 0 ]; do
        if [ $((value & 1)) -eq 1 ]; then bits="-$bits"; else bits=".$bits"; fi
        value=$((value >> 1)) width=$((width - 1))
    done
}
FROM_BASE64= FROM_HEX= TO_OCTAL='s/\([.-][.-]\)\([.-][.-][.-]\)\([.-][.-][.-]\)/\\\1:\2;\3;/g
'
number=0
for char in A B C D E F G H I J K L M N O P Q R S T U V W X Y Z a b c d e f g h i j k l m n o p q r s t u v w x y z \
    0 1 2 3 4 5 6 7 8 9 + /; do
    bits_of $number 6
    FROM_BASE64="${FROM_BASE64}s|$char|$bits|g
"
    number=$((number + 1))
done
FROM_BASE64="$FROM_BASE64"'s/\.\.\.\.==$//
s/\.\.=$//
'
number=0
for char in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
    bits_of $number 4
    FROM_HEX="${FROM_HEX}s/$char/$bits/g
"
    number=$((number + 1))
done
dots() { # bits -> the same for a regular expression
    dotted= rest=$1
    while [ -n "$rest" ]; do
        case $rest in .*) dotted="$dotted\\." ;; *) dotted="$dotted-" ;; esac
        rest=${rest#?}
    done
}
for number in 0 1 2 3 4 5 6 7; do
    bits_of $number 3; dots "$bits"
    TO_OCTAL="${TO_OCTAL}s/$dotted;/$number/g
"
done
for number in 0 1 2 3; do
    bits_of $number 2; dots "$bits"
    TO_OCTAL="${TO_OCTAL}s/$dotted:/$number/g
"
done

octal() { # base64 or 64 hexadecimal digits -> $octal
    case $1 in
        *[!0-9a-f]*) octal=$(printf '%s\n' "$1" | sed -e "$FROM_BASE64$TO_OCTAL") ;;
        *) octal=$(printf '%s\n' "$1" | sed -e "$FROM_HEX$TO_OCTAL") ;;
    esac
    case $octal in *[!\\0-7]*) broken ;; esac
}

check() { # octal of the key, and of the signature; the text is in $W.one
    printf "\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000$1" >| "$W.der"
    printf "$2" >| "$W.sig"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$W.der" -rawin -in "$W.one" -sigfile "$W.sig" >/dev/null 2>&1
}

# The third vector of RFC 8032, 7.1: whether this openssl, and what is above, can be relied on.
octal '/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU='
key=$octal
octal 'YpHWV97sJAJIJ+acOr4BowzlSKKEdDpEXjaA19taw6wY/5tTjRbykK5n92CYTcZZSnwV6XFu0o3AJ77O6h7ECg=='
printf '\257\202' >| "$W.one"
good=0
if check "$key" "$octal"; then good=1; fi
printf '\257\203' >| "$W.one"
if check "$key" "$octal"; then good=0; fi
[ $good -eq 1 ] || bad "本机的 openssl 不能核对 Ed25519 签名，需要 3.0 以上。" "this openssl cannot check Ed25519; 3.0 or later is needed."

# Two lines (hexadecimal, base64 or octal) -> a line of script that writes the node above them.
TO_NODES="/^[0-9a-f]\\{64\\}\$/{
$FROM_HEX$TO_OCTAL}
/^[A-Za-z0-9+\\/]\\{43\\}=\$/{
$FROM_BASE64$TO_OCTAL}
/^\\(\\\\[0-3][0-7][0-7]\\)\\{32\\}\$/!{
s/.*/broken/
p
d
}
x
/^\$/d
G
s/\\n//
s/.*/put '\\\\001&'/
p
s/.*//
x
"
# Lines of base64, three hashes each -> octal, a hash a line.
TO_HASHES="/^[A-Za-z0-9+\\/]*=*\$/!s/.*/broken/
$FROM_BASE64$TO_OCTAL"'s/\(\\[0-3][0-7][0-7]\)\{32\}/&\
/g
s/\n$//
'

# --- hashing many small files with few calls ----------------------------------------------

count=0
files=
put() { # what printf is given
    count=$((count + 1))
    file=$W.$count
    if [ $count -gt $MADE ]; then
        : > "$file" || bad "临时目录不可写。" "the folder for temporary files cannot be written to."
        MADE=$count
    fi
    printf "$@" >| "$file" || bad "临时目录写不下。" "there is no room for temporary files."
    files="$files $file"
    [ $count -lt $BATCH ] || flush
}
flush() {
    [ $count -eq 0 ] || sha256sum $files >> "$W.sums" || bad "临时文件读不出来。" "temporary files cannot be read."
    count=0 files=
}
hashes() { # of all that was put since the last time, a line each, in $W.hash
    flush
    sed 's/ .*//' "$W.sums" >| "$W.hash"
    : >| "$W.sums"
}
nodes() { # lines of pairs in file $1 -> hashes of the nodes above them in $W.hash
    sed -n -e "$TO_NODES" "$1" >| "$W.script"
    . "./$W.script"
    hashes
}

# --- BagIt: the manifests made anew ----------------------------------------------------------

say "证据包 Bag: $BAG"

list() { # hash files named $@ with the tool in $TOOL
    case $TOOL in
        sha256) sha256sum "$@" ;;
        sm3) openssl dgst -sm3 -r "$@" | sed 's/ \*/  /' ;;
    esac || bad "文件读不出来。" "a file cannot be read."
}
walk() { # folder; in the order of a shell
    for path in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        [ -e "$path" ] || [ -L "$path" ] || continue
        case ${path##*/} in
            .* | *[!A-Za-z0-9._-]*) bad "包里多出文件：$path" "a file that does not belong there: $path" ;;
        esac
        [ ! -L "$path" ] || bad "包里不应有链接：$path" "links do not belong there: $path"
        if [ -d "$path" ]; then
            walk "$path"
        else
            count=$((count + 1)) files="$files $path"
            if [ $count -ge $BATCH ]; then
                list $files
                count=0 files=
            fi
        fi
    done
}
payload() (
    cd "$BAG" || exit 1
    count=0 files=
    walk data
    [ $count -eq 0 ] || list $files
)
tags() (
    cd "$BAG" || exit 1
    files=
    for path in * .[!.]* ..?*; do
        [ -e "$path" ] || [ -L "$path" ] || continue
        [ ! -L "$path" ] || bad "包里不应有链接：$path" "links do not belong there: $path"
        case $path in
            data | tagmanifest-sha256.txt | tagmanifest-sm3.txt) ;;
            README.txt | bag-info.txt | bagit.txt | manifest-sha256.txt | manifest-sm3.txt | verify.py | verify.sh | 说明.txt)
                files="$files $path" ;;
            *) bad "包里多出文件：$path" "a file that does not belong there: $path" ;;
        esac
    done
    list $files
)
compare() { # what manifest
    [ -f "$BAG/$2" ] || bad "缺少 $2。" "$2 is missing."
    same "$W.$1" "$BAG/$2" && return
    (cd "$BAG" && sha256sum -c "$2" 2>/dev/null) | sed -n '/: OK$/d;1,20p' >&9
    bad "文件与清单 $2 不符（有改动、缺失或多出）。" "files and $2 do not agree: something was changed, removed or added."
}
[ -d "$BAG/data" ] || bad "这不是证据包：没有 data。" "this is no bag: there is no data."
TOOL=sha256
payload >| "$W.manifest" || exit 1
compare manifest manifest-sha256.txt
tags >| "$W.tags" || exit 1
compare tags tagmanifest-sha256.txt
[ "$(sed '' "$BAG/bagit.txt")" = "BagIt-Version: 1.0
Tag-File-Character-Encoding: UTF-8" ] || bad "bagit.txt 不是 BagIt 1.0。" "bagit.txt is not that of BagIt 1.0."
SM3="未带 none"
if [ -e "$BAG/manifest-sm3.txt" ] || [ -e "$BAG/tagmanifest-sm3.txt" ]; then
    if printf '' | openssl dgst -sm3 >/dev/null 2>&1; then
        TOOL=sm3
        payload >| "$W.one" || exit 1
        compare one manifest-sm3.txt
        tags >| "$W.one" || exit 1
        compare one tagmanifest-sm3.txt
        SM3="相符 agree"
    else
        SM3="本机 openssl 不支持，未核对 not checked, this openssl has no SM3"
    fi
fi
strange=$(sed -e 's/^[^ ]*  data\///' \
    -e '/^entries\/[0-9]\{9\}\.body$/d' -e '/^entries\/[0-9]\{9\}\.leaf$/d' -e '/^entries\/[0-9]\{9\}\.proof$/d' \
    -e '/^files\/[0-9a-f]\{64\}$/d' -e '/^tile\//d' -e '/^prov\.json$/d' -e '/^checkpoint$/d' -e '/^events\.jsonl$/d' \
    -e '/^files\.jsonl$/d' -e '/^keys\.txt$/d' -e '/^report\.zh\.html$/d' -e '/^report\.zh\.txt$/d' "$W.manifest")
[ -z "$strange" ] || bad "包里有不认识的文件：$strange" "files that do not belong there: $strange"
for path in checkpoint events.jsonl files.jsonl keys.txt report.zh.html report.zh.txt; do
    [ -f "$BAG/data/$path" ] || bad "缺少 data/$path。" "data/$path is missing."
done

# --- keys --------------------------------------------------------------------------------------

strange=$(sed -e '/^# [0-9a-f ]*$/d' -e '/^log [^+ ]\{1,\}+[0-9a-f]\{8\}+[A-Za-z0-9+\/]\{44\}$/d' \
    -e '/^witness [^+ ]\{1,\}+[0-9a-f]\{8\}+[A-Za-z0-9+\/]\{44\}$/d' "$BAG/data/keys.txt")
[ -z "$strange" ] || bad "keys.txt 的写法不对。" "keys.txt is not in the form it should have."
sed '/^#/d' "$BAG/data/keys.txt" >| "$W.keys"
: >| "$W.one"
logs=0
while read -r role vkey; do
    print=$(printf '%s' "$vkey" | sha256sum | sed -e 's/ .*//' -e 's/..../& /g' -e 's/ $//')
    printf '# %s\n%s %s\n' "$print" "$role" "$vkey" >> "$W.one"
    name=${vkey%%+*} rest=${vkey#*+}
    octal "${rest#*+}"
    id=$(printf "%s\\n$octal" "$name" | sha256sum | sed 's/^\(........\).*/\1/')
    [ "$id" = "${rest%%+*}" ] || bad "公钥 $name 与其编号不符。" "key $name does not have the id it says."
    case $role:$octal in
        log:\\001*) logs=$((logs + 1)) LOG=$vkey PRINT=$print ;;
        witness:\\004*) ;;
        *) bad "公钥 $name 的类别不对。" "key $name is of the wrong sort." ;;
    esac
done < "$W.keys"
[ $logs -eq 1 ] || bad "keys.txt 应有且只有一个日志公钥。" "keys.txt holds not exactly one key of a log."
same "$W.one" "$BAG/data/keys.txt" || bad "keys.txt 中的指纹与公钥不符。" "fingerprints and keys in keys.txt do not agree."
case $KEY in
    '') ;;
    *+*) [ "$KEY" = "$LOG" ] || bad "日志公钥不是您给出的那一个。" "the log's key is not the one you gave." ;;
    *)
        typed=$(printf '%s\n' "$KEY" | sed -e 's/[^0-9A-Fa-f]//g' -e 'y/ABCDEF/abcdef/')
        [ "$typed" = "$(printf '%s\n' "$PRINT" | sed 's/ //g')" ] ||
            bad "日志公钥的指纹不是您给出的那一个。" "the fingerprint of the log's key is not the one you gave." ;;
esac

# --- checkpoint ------------------------------------------------------------------------------------

NOTE=$BAG/data/checkpoint
ORIGIN=$(sed -n 1p "$NOTE")
SIZE=$(sed -n 2p "$NOTE")
ROOT=$(sed -n 3p "$NOTE")
sed -n '5,$p' "$NOTE" >| "$W.two"
CHECKPOINT=$(sed '' "$NOTE")
case $SIZE in '' | 0* | *[!0-9]* | ???????????????????*) bad "检查点的条数不对。" "the size in the checkpoint is no number." ;; esac
[ -n "$(printf '%s\n' "$ROOT" | sed -n '/^[A-Za-z0-9+\/]\{42\}[AEIMQUYcgkosw048]=$/p')" ] ||
    bad "检查点的根散列不对。" "the root in the checkpoint is no hash."
[ "$ORIGIN" = "${LOG%%+*}" ] || bad "检查点不是这个日志的。" "the checkpoint is that of another log."
printf '%s\n%s\n%s\n' "$ORIGIN" "$SIZE" "$ROOT" >| "$W.text"
{ sed '' "$W.text"; printf '\n'; sed '' "$W.two"; } >| "$W.one"
same "$W.one" "$NOTE" || bad "检查点的写法不对。" "the checkpoint is not in the form it should have."
octal "$ROOT"
ROOT_OCTAL=$octal

signed_at() { # seconds since 1970 -> Beijing time in $moment
    seconds=$(($1 + 28800))
    days=$((seconds / 86400)) seconds=$((seconds % 86400))
    era=$(((days + 719468) / 146097)) day=$(((days + 719468) % 146097))
    year=$(((day - day / 1460 + day / 36524 - day / 146096) / 365))
    day=$((day - (365 * year + year / 4 - year / 100)))
    month=$(((5 * day + 2) / 153))
    day=$((day - (153 * month + 2) / 5 + 1))
    year=$((year + era * 400))
    if [ $month -lt 10 ]; then month=$((month + 3)); else month=$((month - 9)) year=$((year + 1)); fi
    moment=$(printf '%04d-%02d-%02d %02d:%02d:%02d' $year $month $day $((seconds / 3600)) $((seconds / 60 % 60)) $((seconds % 60)))
}
SIGNED=0 WITNESSED=0 WITNESSES=
strange=$(sed -e '/^— [^+ ]\{1,\} [A-Za-z0-9+\/]*=*$/d' "$W.two")
[ -z "$strange" ] || bad "检查点签名的写法不对。" "a signature of the checkpoint is not in the form it should have."
while read -r dash name blob; do
    octal "$blob"
    signature=$octal known=0
    while read -r role vkey; do
        rest=${vkey#*+}
        [ "$name" = "${vkey%%+*}" ] || continue
        octal "$(printf '%s%056d' "${rest%%+*}" 0)"
        case $signature in "${octal%"${octal#????????????????}"}"*) ;; *) continue ;; esac
        known=1
        octal "${rest#*+}"
        key=${octal#????}
        blob=${signature#????????????????}
        if [ "$role" = log ]; then
            [ ${#blob} -eq 256 ] || bad "日志的签名长度不对。" "the log's signature has the wrong length."
            sed '' "$W.text" >| "$W.one"
            check "$key" "$blob" || bad "日志的签名不对。" "the log's signature does not hold."
            SIGNED=1
        else
            [ ${#blob} -eq 288 ] || bad "见证方 $name 的签名长度不对。" "the signature of witness $name has the wrong length."
            stamp=0 rest=${blob%"${blob#????????????????????????????????}"}
            while [ -n "$rest" ]; do
                digits=${rest#?}
                stamp=$((stamp * 256 + 0${digits%"${digits#???}"}))
                rest=${rest#????}
            done
            { printf 'cosignature/v1\ntime %s\n' "$stamp"; sed '' "$W.text"; } >| "$W.one"
            check "$key" "${blob#????????????????????????????????}" ||
                bad "见证方 $name 的签名不对。" "the signature of witness $name does not hold."
            signed_at "$stamp"
            WITNESSED=$((WITNESSED + 1))
            WITNESSES="$WITNESSES
  见证 witness: $name  $moment 北京时间 (UTC+8)"
        fi
    done < "$W.keys"
    [ $known -eq 1 ] || WITNESSES="$WITNESSES
  未核对（包里没有公钥） not checked (no key in the bag): $name"
done < "$W.two"
[ $SIGNED -eq 1 ] || bad "检查点没有日志的签名。" "the checkpoint is not signed by the log."

# --- entries: each body against its leaf, leaf and proof made anew -----------------------------------

column() { # ending of a file -> positions of entries in $W.$2, hashes in $W.$3
    sed -n "s/^[0-9a-f]*  data\\/entries\\/\\([0-9]*\\)\\.$1\$/\\1/p" "$W.manifest" >| "$W.$2"
    sed -n "/\\.$1\$/s/^\\([0-9a-f]*\\)  data\\/entries\\/.*/\\1/p" "$W.manifest" >| "$W.$3"
}
each() ( # ending sed-program: the program over all files with this ending, in batches
    cd "$BAG/data/entries" || exit 1
    set -- "$1" "$2" ./*."$1"
    ending=$1 program=$2 files= count=0
    shift 2
    for path; do
        count=$((count + 1)) files="$files $path"
        if [ $count -ge $BATCH ]; then
            sed -n -e "$program" $files
            # A leaf ends without a line break.
            printf '\n'
            count=0 files=
        fi
    done
    [ $count -eq 0 ] || sed -n -e "$program" $files
    printf '\n'
)
differs() { # two files with a line for each entry; the first that is not the same in both -> $position
    if same "$1" "$2"; then return 1; fi
    exec 4< "$1" 5< "$2"
    while read -r position && read -r said <&4 && read -r found <&5; do
        [ "$said" = "$found" ] || break
    done < "$W.names"
    exec 4<&- 5<&-
    position=${position#"${position%%[!0]*}"}
    return 0
}
tile_path() { # level number -> $tile_path
    tile_path=$((1000 + $2 % 1000)) rest=$(($2 / 1000))
    tile_path=${tile_path#1}
    while [ $rest -gt 0 ]; do
        digits=$((1000 + rest % 1000)) rest=$((rest / 1000))
        tile_path=x${digits#1}/$tile_path
    done
    tile_path=$1/$tile_path
    width=$(((SIZE >> (8 * $1)) - $2 * 256))
    [ $width -ge 256 ] || tile_path=$tile_path.p/$width
}

[ -d "$BAG/data/entries" ] || bad "包里没有条目。" "there are no entries in the bag."
column body one two
column leaf names hash
same "$W.one" "$W.names" || bad "原文与叶子不成对。" "bodies and leaves are not in pairs."
column proof one state
same "$W.one" "$W.names" || bad "证明与叶子不成对。" "proofs and leaves are not in pairs."
ENTRIES=$(sed -n '$=' "$W.names")
say "正在核对${ENTRIES}条 checking $ENTRIES entries ..."

LEAF='/"index":0[0-9]/b bad
/"position":0/b bad
/^{"form":"zeren\.leaf\/1","index":[0-9]\{1,18\},"log":"[^"\\'\'']*","name":"[a-z0-9_.\/]*","position":[0-9]\{1,18\},"recorded_at":"[0-9TZ:.+-]*","sha256":"[0-9a-f]\{64\}","stream":"[a-z0-9._-]*","version":[1-9][0-9]\{0,17\}}$/!b bad
s/^{"form":"[^"]*","index":\([0-9]*\),"log":"\([^"]*\)","name":"[^"]*","position":\([0-9]*\),"recorded_at":"[^"]*","sha256":"\([0-9a-f]*\)",.*/leaf \1 \3 \4 '\''\2'\'' '\''&'\''/p
d
:bad
s/.*/broken/p'
tile=-1
leaf() { # index position sha256 log text
    [ $(($1 + 1)) -eq "$2" ] && [ "$2" -le "$SIZE" ] && [ "$4" = "$ORIGIN" ] ||
        bad "第$2条的叶子不属于这个检查点。" "the leaf of entry $2 does not belong under this checkpoint."
    printf '%09d\n' "$2" >&4
    printf '%s\n' "$3" >&5
    put '%s' "$5"
    put '\000%s' "$5"
    if [ $tile -ne $(($1 >> 8)) ]; then
        tile=$(($1 >> 8))
        tile_path 0 $tile
        [ -f "$BAG/data/tile/$tile_path" ] || bad "缺少 data/tile/$tile_path。" "data/tile/$tile_path is missing."
    fi
}
each leaf "$LEAF" >| "$W.script" || exit 1
: >| "$W.one"
: >| "$W.pairs"
exec 4>> "$W.one" 5>> "$W.pairs"
. "./$W.script"
exec 4>&- 5>&-
same "$W.one" "$W.names" || bad "叶子的位置与文件名不符。" "leaves do not stand at the positions that their names say."
differs "$W.pairs" "$W.two" &&
    bad "第${position}条的原文与叶子中的散列值不符。" "the body of entry $position is not the one its leaf speaks of."
sed '' "$W.hash" >| "$W.two"
hashes
sed -n 'p;n' "$W.hash" >| "$W.one"
differs "$W.one" "$W.two" && bad "第${position}条的叶子写法不对。" "the leaf of entry $position is malformed."
sed -n 'n;p' "$W.hash" >| "$W.values"

PROOF='/^index /,/^$/!d
/^index /{
/^index 0[0-9]/b bad
/^index [0-9]\{1,18\}$/!b bad
s/^index //
h
d
}
/^$/{
g
s/\n/ /g
s/^/path /p
d
}
/^[A-Za-z0-9+\/]\{42\}[AEIMQUYcgkosw048]=$/!b bad
H
d
:bad
s/.*/broken/p'
path() { # index hash...
    printf '%09d\n' $(($1 + 1)) >&4
    index=$1
    shift
    if [ $# -gt 0 ]; then
        IFS=$NEWLINE
        hashed="$*"
        IFS=$BLANKS
        put 'c2sp.org/tlog-proof@v1\nindex %s\n%s\n\n%s\n' "$index" "$hashed" "$CHECKPOINT"
    else
        put 'c2sp.org/tlog-proof@v1\nindex %s\n\n%s\n' "$index" "$CHECKPOINT"
    fi
}
each proof "$PROOF" >| "$W.next" || exit 1
: >| "$W.one"
exec 4>> "$W.one"
. "./$W.next"
exec 4>&-
same "$W.one" "$W.names" || bad "证明的序号与文件名不符。" "proofs are not for the positions that their names say."
hashes
differs "$W.hash" "$W.state" &&
    bad "第${position}条的证明写法不对，或不在同一个检查点之下。" "the proof of entry $position is malformed or under another checkpoint."

# Nothing is looked for by a pattern from here on.
set -f

# --- up the tree, level by level; neighbours share what lies above them --------------------------------

up() { # index of an entry; index above it and the last one of the level; hashes above
    read -r hash <&3 || broken
    position=$(($1 + 1))
    shift
    [ "$hash $*" != "$before" ] || return 0
    before="$hash $*"
    index=$1 last=$2
    shift 2
    if [ "$last" -eq 0 ]; then
        octal "$hash"
        [ $# -eq 0 ] && [ "$octal" = "$ROOT_OCTAL" ] ||
            bad "第${position}条的证明算不到检查点的根散列。" "the proof of entry $position does not lead to the root of the checkpoint."
        return 0
    fi
    [ $# -gt 0 ] || bad "第${position}条的证明太短。" "the proof of entry $position is too short."
    beside=$1
    shift
    if [ $((index & 1)) -eq 1 ] || [ "$index" -eq "$last" ]; then
        printf '%s\n%s\n' "$beside" "$hash" >&4
        while [ $((index & 1)) -eq 0 ] && [ "$index" -ne 0 ]; do
            index=$((index >> 1)) last=$((last >> 1))
        done
    else
        printf '%s\n%s\n' "$hash" "$beside" >&4
    fi
    printf 'up %s %s %s %s\n' $((position - 1)) $((index >> 1)) $((last >> 1)) "$*" >&5
}
sed "s/^path \\([0-9]*\\)/up \\1 \\1 $((SIZE - 1))/" "$W.next" >| "$W.state"
sed '' "$W.values" >| "$W.hash"
while [ -s "$W.state" ]; do
    : >| "$W.pairs"
    : >| "$W.next"
    before=
    exec 3< "$W.hash" 4>> "$W.pairs" 5>> "$W.next"
    . "./$W.state"
    exec 3<&- 4>&- 5>&-
    nodes "$W.pairs"
    sed '' "$W.next" >| "$W.state"
done

# --- tiles ------------------------------------------------------------------------------------------------

entry() { # a hash of tile $level $number
    eval "entry_${level}_$place=\$1"
    place=$((place + 1))
}
ENTRIES_OF="$TO_HASHES"'s/^/entry "/
s/\n/"\
entry "/g
s/$/"/
s/.*broken.*/broken/'
sed -n 's/^[0-9a-f]*  data\/tile\///p' "$W.manifest" >| "$W.names"
strange=$(sed -e '/^[0-9]\/\(x[0-9][0-9][0-9]\/\)*[0-9][0-9][0-9]$/d' \
    -e '/^[0-9]\/\(x[0-9][0-9][0-9]\/\)*[0-9][0-9][0-9]\.p\/[1-9][0-9]\{0,2\}$/d' "$W.names")
[ -z "$strange" ] || bad "包里有不认识的文件：data/tile/$strange" "files that do not belong there: data/tile/$strange"
: >| "$W.one"
: >| "$W.ids"
tiles=0
while read -r tile; do
    tiles=$((tiles + 1))
    level=${tile%%/*} rest=${tile#*/} number=0
    rest=${rest%.p/*}/
    while [ -n "$rest" ]; do
        digits=${rest%%/*}
        rest=${rest#*/}
        number=$((number * 1000 + 1${digits#x} - 1000))
    done
    tile_path "$level" $number
    [ "$tile" = "$tile_path" ] && [ $width -gt 0 ] ||
        bad "瓦片 $tile 不属于这个检查点。" "tile $tile does not belong under this checkpoint."
    if [ $width -ge 256 ]; then
        printf '%s %s\n' "$level" $number >> "$W.ids"
        base64 -w 128 "$BAG/data/tile/$tile" >> "$W.one"
    fi
    if [ "$level" -gt 0 ]; then
        place=$((number * 256))
        base64 -w 128 "$BAG/data/tile/$tile" | sed -e "$ENTRIES_OF" >| "$W.script"
        . "./$W.script"
        [ $place -eq $((number * 256 + (width < 256 ? width : 256))) ] ||
            bad "瓦片 $tile 的长度不对。" "tile $tile has the wrong length."
    fi
done < "$W.names"

# Whole tiles: eight levels at once; each root stands in the tile above.
sed -e "$TO_HASHES" "$W.one" >| "$W.values"
for level in 1 2 3 4 5 6 7 8; do
    nodes "$W.values"
    sed '' "$W.hash" >| "$W.values"
done
sed -e "$FROM_HEX$TO_OCTAL" "$W.values" >| "$W.one"
exec 3< "$W.one"
while read -r level number; do
    read -r found <&3 || broken
    eval "said=\${entry_$((level + 1))_$number-}"
    tile_path "$level" "$number"
    [ "$found" = "$said" ] || bad "瓦片 $tile_path 与上一级不符，或缺少上一级。" "tile $tile_path does not fit the one above it, or that is missing."
done < "$W.ids"
if read -r found <&3; then broken; fi
exec 3<&-

# The right edge: complete parts of the tiles that are not whole, folded from the smallest to the largest.
edge=
reduce() { # hashes in octal
    while [ $# -gt 0 ]; do
        : >| "$W.values"
        while [ $# -gt 1 ]; do
            printf '%s\n%s\n' "$1" "$2" >> "$W.values"
            shift 2
        done
        if [ $# -eq 1 ]; then
            if [ -n "$edge" ]; then
                put "\\001$1$edge"
                hashes
                octal "$(sed '' "$W.hash")"
                edge=$octal
            else
                edge=$1
            fi
        fi
        nodes "$W.values"
        set -- $(sed -e "$FROM_HEX$TO_OCTAL" "$W.hash" | sed 's/\\/\\/g')
    done
}
level=0
while [ $((SIZE >> (8 * level))) -gt 0 ]; do
    number=$(((SIZE >> (8 * level)) >> 8))
    if [ $(((SIZE >> (8 * level)) & 255)) -gt 0 ]; then
        tile_path $level $number
        [ -f "$BAG/data/tile/$tile_path" ] || bad "缺少 data/tile/$tile_path。" "data/tile/$tile_path is missing."
        row=$(base64 -w 128 "$BAG/data/tile/$tile_path" | sed -e "$TO_HASHES")
        set -- $row
        [ $# -eq $width ] || bad "瓦片 $tile_path 的长度不对。" "tile $tile_path has the wrong length."
        reduce "$@"
    fi
    level=$((level + 1))
done
[ "$edge" = "$ROOT_OCTAL" ] || bad "瓦片算不到检查点的根散列。" "the tiles do not lead to the root of the checkpoint."

# --- files ----------------------------------------------------------------------------------------------------

strange=$(sed -n -e '/  data\/files\//{
/^\([0-9a-f]*\)  data\/files\/\1$/!p
}' "$W.manifest")
[ -z "$strange" ] || bad "佐证材料的内容与其名称不符：$strange" "an evidence file is not what its name says: $strange"
sed -n 's/^.*  data\/files\///p' "$W.manifest" >| "$W.one"
sed -n 's/^{"media_type":"[^"]*","missing":false,"sha256":"\([0-9a-f]*\)",.*/\1/p' "$BAG/data/files.jsonl" >| "$W.two"
same "$W.one" "$W.two" || bad "佐证材料与目录 files.jsonl 不符。" "evidence files and files.jsonl do not agree."
FILES=$(sed -n '$=' "$W.one")
LINES=$(sed -n '$=' "$BAG/data/events.jsonl")
[ "${LINES:-0}" -eq "$ENTRIES" ] || bad "events.jsonl 的行数不对。" "events.jsonl does not have a line for each entry."

# --- verdict ----------------------------------------------------------------------------------------------------

say "" "核对通过。VERIFIED." \
    "  条目 entries: $ENTRIES；佐证材料 files: ${FILES:-0}；瓦片 tiles: $tiles" \
    "  日志 log: $ORIGIN" \
    "  检查点 checkpoint: $SIZE  $ROOT$WITNESSES" \
    "  指纹 fingerprint: $PRINT" \
    "  SM3 清单 manifest: $SM3"
[ $WITNESSED -gt 0 ] || say "  没有见证方签名 no witness signed this checkpoint"
[ -n "$KEY" ] || say "  注意：公钥取自包内。请把上面的指纹与纸上的比对，或用 --key 给出。" \
    "  Note: the key was taken from the bag. Compare the fingerprint with the one on paper, or give it with --key."
say "  events.jsonl、prov.json 和 report 中的文字是转述，本脚本不核对。" \
    "  The words in events.jsonl, prov.json and report are a translation; this script does not check them."
exit 0
