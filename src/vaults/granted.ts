import { envVar } from '../core/env.js'
import { readTextIfPresent } from '../system/files/read-file.js'
import { isFolder } from '../system/files/list-files.js'
import { join } from '../system/path.js'
import type { VaultLayout, VaultHost } from './vault.js'

const NAME = 'granted-aws-iam-credentials'

/** Where granted keeps its keys, by the table `[Keyring]` of its own settings. */
export function grantedLayout(host: VaultHost): VaultLayout {
  const { env, paths } = host
  const folder = grantedFolder(host)
  const settings = keyringSettings(readTextIfPresent(join(folder, 'config')))
  return {
    tool: 'granted',
    otherWay:
      'granted credentials export-plaintext NAME && rolecall import NAME --from credentials',
    removal: 'granted credentials remove NAME',
    backend: settings.get('Backend'),
    keychain: { name: settings.get('KeychainName') ?? 'login', service: NAME },
    wincred: { prefix: `${NAME}:${NAME}:` },
    secretService: { collection: settings.get('LibSecretCollectionName') ?? NAME },
    kwallet: { wallet: NAME, folder: NAME, appId: NAME },
    pass: {
      program: 'pass',
      folder:
        settings.get('PassDir') ??
        envVar(env, 'PASSWORD_STORE_DIR') ??
        join(paths.home, '.password-store'),
      prefix: NAME,
    },
    file: {
      folder: settings.get('FileDir') ?? join(folder, 'secure-storage-aws-iam-credentials'),
      // granted never asks: without the variable, the passphrase is empty.
      passphrase: env['CF_KEYRING_FILE_PASSWORD'] ?? '',
      variable: 'CF_KEYRING_FILE_PASSWORD',
    },
  }
}

/** granted looks into XDG_CONFIG_HOME only if the folder of its older versions does not exist. */
function grantedFolder({ env, paths: { home } }: VaultHost): string {
  const [old, config] = [join(home, '.granted'), envVar(env, 'XDG_CONFIG_HOME')]
  return config === undefined || isFolder(old) ? old : join(config, 'granted')
}

/** The strings of the table `[Keyring]`; granted writes no other values there (TOML 1.0). */
function keyringSettings(text: string): Map<string, string> {
  const table = /^[ \t]*\[[ \t]*Keyring[ \t]*\][^\n]*\n((?:(?![ \t]*\[).*(?:\n|$))*)/m.exec(
    text.replaceAll('\r\n', '\n'),
  )?.[1]
  const lines = (table ?? '').matchAll(
    /^[ \t]*(\w+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/gm,
  )
  return new Map(
    [...lines].map(([, key = '', basic, literal = '']) => [
      key,
      basic?.replace(/\\(.)/g, '$1') ?? literal,
    ]),
  )
}
