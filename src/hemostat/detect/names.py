"""Names that every Linux host knows: commands, shells, accounts. Facts; checks judge."""

from typing import Final


def words(text: str) -> frozenset[str]:
    """The words of a text: a list of names stands closer together so."""
    return frozenset(text.split())


WATCHED: Final = words("""
    ls ps top ss netstat lsof find grep du df w who last lastb id stat file strings ip ifconfig
    kill pkill killall pgrep pidof crontab systemctl service journalctl chattr lsattr lsmod
    dmesg login su sudo passwd useradd usermod chpasswd cat cp mv rm touch date md5sum sha256sum
    mount umount iptables nft ssh sshd scp sftp ssh-keygen ssh-add curl wget openssl dpkg rpm
    uname hostname tail head more less bash sh dash vi awk sed tcpdump ldd chmod chown nohup
    htop
""")
"""Names that show a host's state, take passwords, or fetch: wrapped to hide or to steal."""

ASK_PASSWORDS: Final = words("""
    sudo sudoedit su doas pkexec passwd login
""")
"""Programs to which people type their passwords, and of which nobody needs one of his own."""

SELF_COMPILED: Final = words("""
    ssh sshd scp sftp ssh-keygen ssh-add curl wget openssl bash sudo htop tcpdump nft iptables
    lsof file less vi
""")
"""Among them, those that administrators often build themselves into /usr/local."""

ALWAYS_ELF: Final = words("""
    ls ps top ss netstat lsof find grep du df w who last id stat ip ifconfig kill pkill pgrep
    crontab systemctl journalctl chattr lsattr login su sudo passwd useradd usermod chpasswd cat
    cp mv rm touch date md5sum sha256sum mount umount ssh sshd scp sftp ssh-keygen ssh-add ssh-agent
    curl wget openssl dpkg rpm uname hostname tail head bash dash sed tcpdump chmod chown
    cron crond agetty getty init systemd udevd rsyslogd auditd sha1sum base64 chroot env nc ncat
    rsync gdb strace tar gzip free uptime vmstat sysctl dmesg lsmod insmod rmmod modprobe kmod
    depmod htop pmap pwdx nice nohup sleep sort uniq wc xargs chage gpasswd newgrp groupadd
""")
"""Programs that every distribution builds from C: a script under such a name is a wrapper.

Not here: which, ldd, service, zcat, egrep and others that are scripts on some systems.
"""

SET_UID_ESCAPES: Final = words("""
    bash dash sh ash zsh ksh csh tcsh fish busybox python python2 python3 perl ruby lua node php
    awk gawk mawk find vim vi view ed nano emacs less more man env tar cp mv dd tee cat install
    sed chmod chown gdb strace make git rsync socat nc ncat nmap docker systemctl xargs nice
    timeout stdbuf taskset ionice flock watch expect openssl curl wget ln
""")
"""Programs that hand over a shell, or any file, to whoever runs them set-uid root."""

ORDINARY_SET_ID: Final = words("""
    su sudo sudoedit passwd chsh chfn chage expiry gpasswd newgrp mount umount fusermount
    fusermount3 crontab at ssh-agent ssh-keysign pkexec polkit-agent-helper-1 unix_chkpwd
    dbus-daemon-launch-helper wall write bsd-write mlocate plocate locate utempter
    pam_extrausers_chkpwd newuidmap newgidmap ping ping6 traceroute6.iputils staprun userhelper
    usernetctl Xorg.wrap mount.nfs ntfs-3g bbsuid snap-confine postdrop postqueue exim4 pppd
""")
"""Set-id programs that systems come with: in the unpacked root of another they mean nothing."""

SHELLS: Final = words("""
    sh bash dash zsh ash ksh ksh93 mksh pdksh csh tcsh fish rbash yash
""")
"""What people and scripts call a shell; busybox is one by its applet."""

BUSYBOX: Final = words("""
    busybox toybox
""")
"""One program under the names of many commands."""

FETCHERS: Final = words("""
    curl wget lwp-download aria2c axel
""")
"""Fetch files from the network."""

SERVICE_ACCOUNTS: Final = words("""
    www-data apache nginx http httpd www tomcat tomcat8 tomcat9 tomcat10 jetty wildfly jboss
    weblogic mysql mariadb postgres pgsql redis mongodb mongod elasticsearch memcache memcached
    nobody oracle kafka zookeeper solr rabbitmq activemq confluence jira gitlab-www git grafana
    kibana cassandra couchdb influxdb nacos daemon caddy lighttpd haproxy squid jenkins nexus
    sonarqube sonar airflow
""")
"""Accounts of services that the network reaches: a shell below one is how a break-in looks.

Not CLOSED_ACCOUNTS: people do log in to some of these, and an intruder comes in by them too.
"""

CLOSED_ACCOUNTS: Final = words("""
    daemon bin sys sync games man lp mail news uucp proxy nobody list irc gnats _apt adm
    shutdown halt operator ftp dbus polkitd sshd tss avahi rpc rpcuser nfsnobody ntp chrony
    messagebus syslog uuidd tcpdump landscape pollinate usbmux dnsmasq kernoops cups-pk-helper
    colord geoclue pulse gdm rtkit whoopsie speech-dispatcher saned lightdm hplip unbound named
    bind postfix dovecot dovenull exim Debian-exim opendkim clamav amavis spamd www-data www
    http httpd apache apache2 nginx caddy lighttpd php php-fpm mysql mariadb redis memcached
    memcache mongodb mongod rabbitmq etcd haproxy varnish squid vsftpd proftpd nscd nslcd sssd
    stunnel openvpn snmp Debian-snmp systemd-network systemd-resolve systemd-timesync
    systemd-coredump systemd-oom systemd-bus-proxy cron at smmsp smmta mailnull utmp sasl abrt
    cyrus guest ntpd xfs qemu libvirt-qemu radvd grafana prometheus node_exporter
""")
"""Come with the system or with a daemon, locked and without a shell; nobody logs in to them."""

WORKED_IN_ACCOUNTS: Final = words("""
    postgres pgsql git gitea gogs forgejo gitlab gitlab-runner gitlab-psql jenkins hudson oracle
    grid db2inst1 db2fenc1 informix sybase sapadm hadoop hdfs yarn mapred hive hbase spark
    zookeeper kafka elasticsearch elastic cassandra nagios nrpe icinga zabbix monitor ansible
    awx rundeck salt puppet chef deploy deployer backup rsync amanda amandabackup bacula bareos
    barman borg restic splunk teamcity buildkite-agent go gocd concourse vagrant couchdb
    weblogic wasadm omsagent nutanix hacluster pgbouncer gpadmin dbadmin vertica mqm ceph
    cephadm stack nova teleport minecraft steam factorio asterisk tfs svn capistrano buildbot
    sonar sonarqube nexus artifactory tomcat nx zimbra vpopmail vdsm ovirt mapr ambari
    cloudera-scm nifi solr flink hue impala kudu splunkfwd clickhouse tidb doris
    dolphinscheduler
""")
"""Services whose work needs a shell, a key or a password: people and jobs do log in to them."""

BACKUP_ACCOUNTS: Final = words("""
    amanda amandabackup backup bacula bareos barman borg restic rsync
""")
"""Of programs that copy data: jobs log in to them, with keys."""
AUTOMATION_ACCOUNTS: Final = words("""
    ansible awx rundeck salt puppet chef jenkins hudson gitlab-runner teamcity buildkite-agent
    go gocd concourse vagrant deploy deployer capistrano buildbot nova cephadm hacluster stack
    oracle grid teleport nutanix backup bacula bareos amandabackup rsync barman ssm-user
    ecs-user ecs-assist-user lighthouse omsagent dolphinscheduler cloudera-scm vdsm
""")
"""Change hosts for a living: root without a password is their common, if lazy, set-up."""

NO_LOG_IN: Final = words("""
    nologin false true sync halt shutdown poweroff reboot git-shell gitlab-shell scponly rssh
    sftp-server uucico noshell nosh fpm-shell
""")
"""Shells of passwd that are none, or let one do a single thing."""

GRANT_SHELL: Final = words("""
    sh bash dash ash zsh ksh mksh csh tcsh fish busybox su sudo python python2 python3 perl ruby
    node nodejs php lua tclsh irb env nsenter chroot unshare setpriv runuser capsh ld.so gdb
""")
"""Whoever may run one of these as root has a root shell at once, or any program's."""

GRANT_ESCAPE: Final = words("""
    vi vim vim.basic nvim view nano pico emacs ed ex rvim less more most man pg find xargs awk
    gawk mawk nawk sed tar zip unzip 7z cpio rsync scp sftp ssh cp mv dd tee install chmod chown
    chattr ln cat head tail base64 xxd openssl curl wget nc ncat netcat socat nmap tcpdump git
    docker podman nerdctl ctr crictl lxc lxd kubectl mount umount mkfs debugfs losetup systemctl
    systemd-run service journalctl crontab at batch screen tmux script expect timeout nice
    ionice nohup stdbuf strace ltrace perf visudo sudoedit passwd chpasswd useradd usermod
    groupmod adduser vipw chsh insmod modprobe kmod apt apt-get dpkg rpm yum dnf zypper apk snap
    pip pip3 npm gem make cmake gcc mysql psql sqlite3 ansible ansible-playbook puppet salt-call
    setcap iptables
""")
"""Start others, or write or read any file, when the caller chooses the arguments.

More than SET_UID_ESCAPES: sudo makes everything they start root, the set-uid bit only them.
"""


def plain_name(name: str) -> str:
    """A program's name without a version behind it: python3.11 and perl5.36.0 are python and perl.

    A leading dot goes as well, because hidden copies keep the name.
    """
    return name.lstrip(".").rstrip("0123456789.-") or name
