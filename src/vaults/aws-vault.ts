import { envVar } from '../core/env.js'
import { join } from '../system/path.js'
import type { VaultLayout, VaultHost } from './vault.js'

/** Where aws-vault keeps its keys, by its own variables (version 7). */
export function awsVaultLayout({ env, paths: { home } }: VaultHost): VaultLayout {
  return {
    tool: 'aws-vault',
    otherWay: 'aws-vault export --no-session --format=json NAME | rolecall add NAME --stdin',
    removal: 'aws-vault remove NAME',
    backend: envVar(env, 'AWS_VAULT_BACKEND'),
    keychain: {
      name: envVar(env, 'AWS_VAULT_KEYCHAIN_NAME') ?? 'aws-vault',
      service: 'aws-vault',
    },
    wincred: { prefix: 'aws-vault:aws-vault:' },
    secretService: {
      collection: envVar(env, 'AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME') ?? 'awsvault',
    },
    kwallet: { wallet: 'aws-vault', folder: 'aws-vault', appId: 'aws-vault' },
    pass: {
      program: envVar(env, 'AWS_VAULT_PASS_CMD') ?? 'pass',
      folder:
        envVar(env, 'AWS_VAULT_PASS_PASSWORD_STORE_DIR', 'PASSWORD_STORE_DIR') ??
        join(home, '.password-store'),
      prefix: envVar(env, 'AWS_VAULT_PASS_PREFIX') ?? '',
    },
    file: {
      folder: envVar(env, 'AWS_VAULT_FILE_DIR') ?? join(home, '.awsvault', 'keys'),
      // An empty passphrase that is set counts: aws-vault takes it.
      passphrase: env['AWS_VAULT_FILE_PASSPHRASE'],
      variable: 'AWS_VAULT_FILE_PASSPHRASE',
    },
  }
}
