import type { MailServerConfig } from './mail-server.js';

export const POSTFIX_QUEUES = [
  'active',
  'bounce',
  'corrupt',
  'defer',
  'deferred',
  'flush',
  'hold',
  'incoming',
  'maildrop',
  'pid',
  'private',
  'public',
  'saved',
  'trace',
];

const PASSED_ON =
  'LD_LIBRARY_PATH LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP UID_WRAPPER UID_WRAPPER_ROOT MAIL_CONFIG';

/** Source: Postfix, postconf(5). */
export function postfixMain({ folder, root, next }: MailServerConfig): string {
  const program = root === '/' ? '' : root;
  return `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = ${program}/usr/sbin
daemon_directory = ${program}/usr/lib/postfix/sbin
shlib_directory = ${program}/usr/lib/postfix
meta_directory = ${folder}/conf
sendmail_path = ${program}/usr/sbin/sendmail
mail_owner = postfix
setgid_group = postdrop
default_privs = daemon
import_environment = ${PASSED_ON}
export_environment = ${PASSED_ON}
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
myhostname = poczta.urzad.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
alias_maps =
alias_database =
default_transport = ${next.protocol}:[127.0.0.1]:${next.port}
transport_maps = inline:{ { gone.example = error:5.1.1 Unknown user }, { kept.example = discard: } }
lmtp_host_lookup = native
smtp_host_lookup = native
smtp_tls_security_level = may
smtp_tls_loglevel = 1
message_size_limit = 100000000
mailbox_size_limit = 0
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
`;
}

/** Source: Postfix, master(5). */
export function postfixServices({ port }: MailServerConfig): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
discard unix - - n - - discard
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}
