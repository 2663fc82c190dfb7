import { utf8Text } from '../system/bytes.js'
import type { BusCall } from '../store/secret-service/calls.js'
import type { BusValue } from '../store/secret-service/dbus/types.js'
import { openLink } from '../store/secret-service/link.js'
import { isStoreError, StoreError } from '../store/store.js'
import type { VaultLayout, Vault, VaultHost, VaultOptions } from './vault.js'

const TIMEOUT_MS = 5000
/** The call that opens a wallet waits for its dialog. */
const DIALOG_TIMEOUT_MS = 60_000

/**
 * The backend `kwallet`: a wallet of the tool's own, with a folder. A wallet that does not exist is
 * never opened, because KWallet would create it.
 */
export function kwalletVault(
  { kwallet: { wallet, folder, appId } }: VaultLayout,
  { env }: VaultHost,
  { mayPrompt }: VaultOptions,
): Vault {
  const link = openLink(env, { timeoutMs: TIMEOUT_MS, dialogTimeoutMs: DIALOG_TIMEOUT_MS })
  const patient = openLink(env, {
    timeoutMs: mayPrompt ? DIALOG_TIMEOUT_MS : TIMEOUT_MS,
    dialogTimeoutMs: DIALOG_TIMEOUT_MS,
  })

  const call = async (
    member: string,
    signature: string,
    args: readonly BusValue[],
    returns: string,
  ): Promise<unknown> => {
    const by = member === 'open' ? patient : link
    const [value] = await by.call(kwalletCall(member, signature, args, returns)).catch(toFault)
    return value
  }

  const open = async (): Promise<number | undefined> => {
    const wallets = (await call('wallets', '', [], 'as')) as string[]
    if (!wallets.includes(wallet)) return undefined
    const isOpen = (await call('isOpen', 's', [wallet], 'b')) as boolean
    if (!isOpen && !mayPrompt) throw new StoreError('locked', `the wallet ${wallet} is locked`)
    const handle = (await call('open', 'sxs', [wallet, 0, appId], 'i')) as number
    if (handle < 0) throw new StoreError('locked', `the wallet ${wallet} is locked`)
    return handle
  }

  return {
    backend: 'kwallet',
    noun: `the wallet ${wallet} of KWallet`,
    isShared: false,
    async names() {
      const handle = await open()
      if (handle === undefined) return []
      return (await call('entryList', 'iss', [handle, folder, appId], 'as')) as string[]
    },
    async read(name) {
      const handle = await open()
      if (handle === undefined) return undefined
      const args = [handle, folder, name, appId]
      const data = (await call('readEntry', 'isss', args, 'ay')) as Uint8Array
      return data.length === 0 ? undefined : utf8Text(data)
    },
    close() {
      link.close()
      patient.close()
    },
  }
}

const kwalletCall = (
  member: string,
  signature: string,
  args: readonly BusValue[],
  returns: string,
): BusCall => [
  {
    destination: 'org.kde.kwalletd5',
    path: '/modules/kwalletd5',
    interface: 'org.kde.KWallet',
    member,
    signature,
    args,
  },
  returns,
]

/** The errors of the bus speak of the Secret Service. */
function toFault(error: unknown): never {
  if (isStoreError(error) && error.fault === 'absent') {
    throw new StoreError('absent', 'KWallet is not running', error)
  }
  throw error
}
