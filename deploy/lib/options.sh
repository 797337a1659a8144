# Options of install: from the command line or from a file of NAME=value lines; refused before anything is touched.
# shellcheck shell=bash disable=SC1111,SC2034

SITE_HOST='' ADMIN='' ADMIN_EMAIL='' CERT='' KEY='' DATABASE_URL='' REDIS_URL='' EMAIL_URL='' FROM_EMAIL=''
SITE_NAME='' WHEELS='' FORMER_ENV='' CLAMAV=no START=yes FOR_RESTORE=no DEMO=no

usage() {
    cat <<'USAGE'
用法：deploy/install --host 域名 --admin 用户名 --admin-email 邮箱 [选项]
或者：deploy/install --config 文件        文件里每行一项，如 HOST=union.example.com

  --host 域名            网站的域名，不带https://
  --admin 用户名         第一个超级管理员的用户名，平常用工号
  --admin-email 邮箱     他（她）的邮箱
  --cert 文件 --key 文件 证书（连同中间证书，PEM）和私钥；不给时先用自签的证书
  --email-url 地址       发信服务器，如smtp+tls://用户:密码@主机:587；不给时信件只写进日志
  --from-email 邮箱      发信人
  --site-name 名称       后台显示的名称
  --database-url 地址    别处的PostgreSQL，如postgres://用户:密码@主机:5432/库；不给时装在本机
  --redis-url 地址       别处的Redis；不给时装在本机
  --wheels 文件夹        不能上网时，装好的Python软件包所在的文件夹
  --clamav               装ClamAV，检查职工上传的文件
  --no-start             只安装，不启动网站
  --demo                 放入虚构的演示内容和账号，只供试用，不能用于正式网站
  --for-restore          准备恢复备份：数据库留空，不启动网站；要与--env一起用
  --env 文件             原来的.env，或者另存的密钥（解密以后的）
USAGE
}

set_option() {
    local name=$1 value=$2
    case $name in
        HOST) SITE_HOST=$value ;;
        ADMIN | ADMIN_EMAIL | CERT | KEY | DATABASE_URL | REDIS_URL | EMAIL_URL | FROM_EMAIL | SITE_NAME | WHEELS)
            printf -v "$name" '%s' "$value"
            ;;
        ENV) FORMER_ENV=$value ;;
        CLAMAV | START | FOR_RESTORE | DEMO)
            [[ $value == yes || $value == no ]] || refuse "${name}只能是yes或no。"
            printf -v "$name" '%s' "$value"
            ;;
        *) refuse "不认识的选项：${name}。用deploy/install --help看有哪些。" ;;
    esac
}

# A file is read, never run.
read_config() {
    local line number=0
    [ -r "$1" ] || refuse "读不到配置文件$1。"
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        [[ $line =~ ^[[:space:]]*(#.*)?$ ]] && continue
        [[ $line =~ ^([A-Z_]+)=(.*)$ ]] || refuse "$1第${number}行不是“名称=值”：$line"
        set_option "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    done <"$1"
}

read_options() {
    local name
    while [ $# -gt 0 ]; do
        case $1 in
            --help | -h) usage; exit 0 ;;
            --clamav) CLAMAV=yes ;;
            --no-start) START=no ;;
            --demo) DEMO=yes ;;
            --for-restore) FOR_RESTORE=yes ;;
            --config)
                [ $# -ge 2 ] || refuse "--config后面要写文件名。"
                read_config "$2"
                shift
                ;;
            --*)
                [ $# -ge 2 ] || refuse "$1后面要写值。"
                name=${1#--}
                name=${name//-/_}
                set_option "${name^^}" "$2"
                shift
                ;;
            *) refuse "不认识的参数：$1。用deploy/install --help看怎样用。" ;;
        esac
        shift
    done
}

check_options() {
    local mail='^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$'
    [ -n "$SITE_HOST" ] || refuse "请用--host写明网站的域名，如--host union.example.com。"
    [[ $SITE_HOST =~ ^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$ ]] ||
        refuse "域名“${SITE_HOST}”不对：只用小写字母、数字、点和横线，不带https://和端口。"
    [[ $ADMIN =~ ^[A-Za-z0-9@.+_][A-Za-z0-9@.+_-]{0,149}$ ]] || refuse "请用--admin写明第一个超级管理员的用户名（工号）：字母、数字和@.+-_。"
    [[ $ADMIN_EMAIL =~ $mail ]] || refuse "请用--admin-email写明超级管理员的邮箱。"
    [ -z "$FROM_EMAIL" ] || [[ $FROM_EMAIL =~ $mail ]] || refuse "--from-email不是邮箱：$FROM_EMAIL"
    [[ $FOR_RESTORE$FORMER_ENV == no || ($FOR_RESTORE == yes && -n $FORMER_ENV) ]] ||
        refuse "--for-restore和--env要一起用：恢复备份要用原来的密钥。"
    [[ $FOR_RESTORE$DEMO != yesyes ]] || refuse "--demo和--for-restore不能一起用。"
    [ -z "$FORMER_ENV" ] || read_former_env
    [ -z "$DATABASE_URL" ] || [[ $DATABASE_URL =~ ^postgres(ql)?://.+/.+ ]] ||
        refuse "--database-url要写成postgres://用户:密码@主机:5432/库。"
    [ -z "$REDIS_URL" ] || [[ $REDIS_URL =~ ^rediss?://.+ ]] || refuse "--redis-url要写成redis://主机:6379/0。"
    [ -z "$EMAIL_URL" ] || [[ $EMAIL_URL =~ ^[a-z+]+:// ]] || refuse "--email-url要写成smtp+tls://用户:密码@主机:587。"
    [[ $SITE_NAME$EMAIL_URL$DATABASE_URL$REDIS_URL != *[\"\'\`\\]* ]] || refuse "选项里不能有引号和反斜线；网址里的请写成%22、%27、%5C。"
    if [ -n "$WHEELS" ]; then
        compgen -G "$WHEELS/*.whl" >/dev/null || refuse "${WHEELS}里没有.whl文件。"
    fi
    check_certificate
}

check_certificate() {
    [ -n "$CERT$KEY" ] || return 0
    [[ -n $CERT && -n $KEY ]] || refuse "--cert和--key要一起给。"
    [[ -r $CERT && -r $KEY ]] || refuse "读不到证书$CERT或私钥$KEY。"
    command -v openssl >/dev/null || refuse "检查证书要用openssl，请先运行：apt install openssl"
    openssl x509 -in "$CERT" -noout 2>/dev/null || refuse "${CERT}不是PEM格式的证书。"
    openssl x509 -in "$CERT" -noout -checkend 0 >/dev/null || refuse "证书${CERT}已经过期。"
    openssl x509 -in "$CERT" -noout -checkhost "$SITE_HOST" | grep -q 'does match' || refuse "证书${CERT}不是给${SITE_HOST}的。"
    [ "$(openssl x509 -in "$CERT" -noout -pubkey)" = "$(openssl pkey -in "$KEY" -pubout 2>/dev/null)" ] ||
        refuse "私钥${KEY}与证书${CERT}不配套，或者私钥有密码。"
}
