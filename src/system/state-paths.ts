/**
 * Names of the files and folders below the state folder ({@link Paths.state}). The entries of the
 * second group are below `runtimeDir()`, which is the state folder unless that is not writable.
 */
export const STATE_PATHS = {
  /** One index entry per cached session, `<cache key>.json`, without secrets. */
  sessions: 'sessions',
  /** When the first of the sessions expires, in milliseconds since 1970. */
  nextExpiry: 'next-expiry',
  /** One index entry per refresh token of a sign-in, named by its key, without secrets. */
  signIns: 'sign-ins',
  /** One index entry per sign-in with IAM Identity Center, named by its key, without secrets. */
  ssoSignIns: 'sso-sign-ins',
  /** Per sign-in with IAM Identity Center, the accounts and roles that are assigned to the user. */
  assignments: 'assignments',
  /** One index entry per OIDC client secret, named by its key, without secrets. */
  clientSecrets: 'client-secrets',
  /** One index entry per long-term access key, named by its key, without secrets. */
  keys: 'keys',
  /** One journal entry per unfinished rotation of a long-term key, without secrets. */
  rotations: 'rotations',
  /** One index entry per seed of an MFA device, named by its key, without secrets. */
  seeds: 'seeds',
  /** One index entry per passphrase of a private key in a file, without secrets. */
  passphrases: 'passphrases',
  /** Per login at a Cognito identity pool, the ID of its identity. */
  identities: 'identities',
  /** Per sign-in, a hash of the user who signed in last. */
  users: 'users',
  /** One empty file per session: its change time is the last attempt of a background refresh. */
  refreshes: 'refreshes',
  /** Per step, the access key ID of a fresh parent session that STS refused. */
  refusals: 'refusals',
  /** Sessions and sign-ins of the store `file`, encrypted. */
  sealed: 'sealed',
  /** Secrets too large for an item of the Windows keychain, encrypted with a key in that item. */
  overflow: 'overflow',
  /** Chromium profile folders of SAML sign-ins, one per identity provider. */
  browser: 'browser',
  /** One record per revocation of a role's sessions that this machine made, without secrets. */
  revocations: 'revocations',
  /** One note per access key that this machine has deactivated, without secrets. */
  deactivatedKeys: 'deactivated-keys',
  /** The store that rolecall chose or that the user asked for. */
  store: 'store.json',
  /** How often and when the picker's profiles were chosen. */
  usage: 'usage.json',
  /** The journal of what AWS issued and refused, a file or more a day, without secrets. */
  history: 'history',

  /** Lock files, `<name>.lock`; they are never removed. */
  locks: 'locks',
  /** Per service with a limit, when its bucket of requests is full again. */
  paces: 'paces',
  /** Mailboxes of processes that wait for the leader of a single-flight. */
  waiting: 'waiting',
  /** Failures of the last seconds, for SDKs that call again at once. */
  failures: 'failures',
  /** Per MFA device, salted hashes of the codes that were sent in the last minutes. */
  usedCodes: 'used-codes',
} as const
