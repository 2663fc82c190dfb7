import { isRolecallError } from '../../../core/errors.js'
import type { OwnKeyCall } from '../../../iam/access-keys.js'
import type { CommandContext } from '../../context.js'

const DAY_MS = 24 * 3600_000

/**
 * When a key was used last, as a clause of a message.
 * @returns '' if IAM does not say
 */
export async function lastUseClause(
  call: OwnKeyCall,
  { busy, host }: CommandContext,
): Promise<string> {
  try {
    const { lastUse } = await import('../../../iam/listed-keys.js')
    const used = await busy(lastUse(call))
    if (used === undefined) return ', never used'
    const days = Math.max(0, Math.floor((host.now().at - Date.parse(used)) / DAY_MS))
    return days === 1 ? ', last used 1 day ago' : `, last used ${days} days ago`
  } catch (error) {
    if (!isRolecallError(error) || error.code === 'interrupted') throw error
    return ''
  }
}

/**
 * Whether a key was ever used. IAM lists a deleted key for some seconds more, and then knows no
 * use of it.
 * @throws RolecallError
 */
export async function useOf(
  call: OwnKeyCall,
  { busy }: CommandContext,
): Promise<'used' | 'unused' | 'gone'> {
  const { lastUse } = await import('../../../iam/listed-keys.js')
  try {
    return (await busy(lastUse(call))) === undefined ? 'unused' : 'used'
  } catch (error) {
    if (isRolecallError(error) && error.awsCode === 'NoSuchEntity') return 'gone'
    throw error
  }
}
