import { join } from 'node:path';

export interface DovecotConfigFacts {
  /** What `dovecot --version` prints; 2.4 renamed half of the settings. */
  version: string;
  /** `/`, or where the packages were unpacked. */
  root: string;
  folder: string;
  account: { name: string; group: string; uid: number; gid: number };
  imapPort: number;
  password: string;
  /** Files of its certificate and key, and a port for TLS from the first byte; absent: no TLS. */
  tls?: DovecotTls | undefined;
  /** Where access tokens are asked about; absent: sign-in by password only. */
  introspectionUrl?: string | undefined;
}

export interface DovecotTls {
  imapsPort: number;
  certificate: string;
  key: string;
}

/** Beside the configuration, where Dovecot 2.3 wants the settings of one password database. */
export const OAUTH2_CONFIG_FILE = 'oauth2.conf.ext';

const OAUTH2 = { mode: 'post', username: 'username', active: 'active' };

/** Source: doc.dovecot.org, "Open Authentication v2.0 database" (2.3) */
export function oauth2Config23(introspectionUrl: string): string {
  return [
    `introspection_mode = ${OAUTH2.mode}`,
    `introspection_url = ${introspectionUrl}`,
    'force_introspection = yes',
    `username_attribute = ${OAUTH2.username}`,
    `active_attribute = ${OAUTH2.active}`,
    'active_value = true',
    '',
  ].join('\n');
}

/**
 * The configuration of a Dovecot without root: no chroot, every process under one user, all files in one folder.
 * Source: doc.dovecot.org, "Rootless installation" (2.3) and "Upgrading from 2.3 to 2.4"
 */
export function dovecotConfig(facts: DovecotConfigFacts): string {
  const [major = 2, minor = 3] = facts.version.split('.').map(Number);
  return [...(major > 2 || minor >= 4 ? config24(facts) : config23(facts)), ...common(facts)].join('\n');
}

function config23({ account, folder, password, introspectionUrl, tls }: DovecotConfigFacts): string[] {
  const oauth2 = [
    'auth_mechanisms = plain login xoauth2 oauthbearer',
    `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${join(folder, OAUTH2_CONFIG_FILE)}\n}`,
  ];
  return [
    ...(introspectionUrl ? oauth2 : []),
    ...(tls ? [`ssl_cert = <${tls.certificate}`, `ssl_key = <${tls.key}`] : []),
    'protocols = imap',
    'disable_plaintext_auth = no',
    'import_environment = TZ LD_LIBRARY_PATH',
    'mail_location = maildir:~/Maildir',
    'service stats {\n  chroot =\n}',
    `passdb {\n  driver = static\n  mechanisms = plain login\n  args = password=${password}\n}`,
    `userdb {\n  driver = static\n  args = uid=${account.uid} gid=${account.gid} home=${folder}/mail/%u allow_all_users=yes\n}`,
  ];
}

function config24({ version, account, folder, password, introspectionUrl, tls }: DovecotConfigFacts): string[] {
  const release = /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? '2.4.0';
  const { mode, username, active } = OAUTH2;
  const oauth2 = [
    'auth_mechanisms = plain login xoauth2 oauthbearer',
    `oauth2 {\n  introspection_mode = ${mode}\n  introspection_url = ${introspectionUrl}\n  force_introspection = yes\n  username_attribute = ${username}\n  active_attribute = ${active}\n  active_value = true\n}`,
  ];
  return [
    `dovecot_config_version = ${release}`,
    `dovecot_storage_version = ${release}`,
    'protocols = imap',
    ...(introspectionUrl ? oauth2 : []),
    ...(tls ? [`ssl_server_cert_file = ${tls.certificate}`, `ssl_server_key_file = ${tls.key}`] : []),
    'auth_allow_cleartext = yes',
    'import_environment {\n  LD_LIBRARY_PATH = %{env:LD_LIBRARY_PATH}\n}',
    'mail_driver = maildir',
    'mail_path = ~/Maildir',
    `passdb static {\n  password = ${password}\n}`,
    `userdb static {\n  fields {\n    uid = ${account.uid}\n    gid = ${account.gid}\n    home = ${folder}/mail/%{user}\n  }\n  allow_all_users = yes\n}`,
  ];
}

function common({ account, root, folder, imapPort, tls }: DovecotConfigFacts): string[] {
  return [
    `base_dir = ${folder}/run`,
    `state_dir = ${folder}/state`,
    `log_path = ${folder}/log`,
    `libexec_dir = ${join(root, 'usr/lib/dovecot')}`,
    `mail_plugin_dir = ${join(root, 'usr/lib/dovecot/modules')}`,
    'listen = 127.0.0.1',
    `ssl = ${tls ? 'yes' : 'no'}`,
    'mail_fsync = never',
    `default_internal_user = ${account.name}`,
    `default_internal_group = ${account.group}`,
    `default_login_user = ${account.name}`,
    `first_valid_uid = ${account.uid}`,
    `first_valid_gid = ${account.gid}`,
    // A refused sign-in is answered at once, however many there were.
    'auth_failure_delay = 0',
    'service anvil {\n  chroot =\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}',
    `service imap-login {\n  chroot =\n  inet_listener imap {\n    port = ${imapPort}\n  }\n  inet_listener imaps {\n    port = ${tls?.imapsPort ?? 0}\n    ssl = ${tls ? 'yes' : 'no'}\n  }\n}`,
    'namespace inbox {\n  inbox = yes\n  separator = /\n}',
    '',
  ];
}
