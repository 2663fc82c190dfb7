import { RolecallError } from '../core/errors.js'
import { encryptedFiles } from './encrypted-files.js'
import { kwalletVault } from './kwallet.js'
import { macosKeychain } from './macos-keychain.js'
import { passVault } from './pass.js'
import { secretServiceVault } from './secret-service.js'
import {
  BACKENDS,
  type Backend,
  type VaultLayout,
  type Vault,
  type VaultHost,
  type VaultOptions,
} from './vault.js'
import { windowsCredentials } from './windows-credentials.js'

const OPENERS: Readonly<
  Record<Backend, (layout: VaultLayout, host: VaultHost, options: VaultOptions) => Vault>
> = {
  keychain: macosKeychain,
  wincred: windowsCredentials,
  'secret-service': secretServiceVault,
  kwallet: kwalletVault,
  pass: passVault,
  file: (layout, _, options) => encryptedFiles(layout, options),
}

/**
 * The vaults of a tool in which its keys may be, in the order of the library's preference. If the
 * user or the tool's own settings name one, it is the only one.
 * @param requested the backend that the user names
 * @throws RolecallError 'usage' for a backend that cannot be read
 */
export function openVaults(
  layout: VaultLayout,
  host: VaultHost,
  options: VaultOptions,
  requested = layout.backend,
): Vault[] {
  const backends =
    requested === undefined ? backendsOf(host.platform) : [toBackend(requested, layout)]
  return backends.map((backend) => OPENERS[backend](layout, host, options))
}

function backendsOf(platform: VaultHost['platform']): Backend[] {
  if (platform === 'darwin') return ['keychain', 'pass', 'file']
  if (platform === 'win32') return ['wincred', 'file']
  return ['secret-service', 'kwallet', 'pass', 'file']
}

function toBackend(name: string, { tool, otherWay }: VaultLayout): Backend {
  const backend = BACKENDS.find((known) => known === name)
  if (backend) return backend
  throw new RolecallError('usage', `rolecall cannot read the backend "${name}" of ${tool}`, {
    hint: `it reads ${BACKENDS.join(', ')}; of any other: ${otherWay}`,
  })
}
