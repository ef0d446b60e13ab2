import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import type { MailServerConfig } from './mail-server.js';

/** Source: Specification of the Exim Mail Transfer Agent, main configuration, smtp transport, retry rules. */
export function eximConfig({ folder, root, port, next }: MailServerConfig): string {
  return `
primary_hostname = poczta.urzad.example
exim_path = ${join(root, 'usr/sbin/exim4')}
spool_directory = ${folder}/spool
log_file_path = ${folder}/%slog
pid_file_path = ${folder}/pid
log_selector = +tls_cipher +smtp_connection
keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP : UID_WRAPPER : UID_WRAPPER_ROOT
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
tls_advertise_hosts =
acl_smtp_rcpt = accept
acl_smtp_data = accept
message_size_limit = 100M
smtp_accept_max = 0
smtp_accept_queue_per_connection = 0
allow_domain_literals

begin routers
gone:
  driver = redirect
  domains = gone.example
  allow_fail
  data = :fail: Unknown user

kept:
  driver = redirect
  domains = kept.example
  data = :blackhole:

next:
  driver = manualroute
  transport = next
  route_list = * 127.0.0.1
  self = send

begin transports
next:
  driver = smtp
  protocol = ${next.protocol}
  port = ${next.port}
  allow_localhost
  tls_verify_certificates = ${join(PROJECT_ROOT, 'test/fixtures/tls/ca.pem')}
  tls_verify_cert_hostnames =

begin retry
* * F,1h,1s
`;
}
