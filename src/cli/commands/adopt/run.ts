import { adopt } from '../../../aws-files/adopt/adopt.js'
import { portableCommand } from '../../../aws-files/adopt/quote-command.js'
import { ownCommand } from '../../../system/process/self-command.js'
import type { Run } from '../../command.js'
import { turnProfiles } from './rewrite-profiles.js'

export const run: Run = async (input, deps) => {
  const own = input.options['byName'] === true ? ['rolecall'] : ownCommand(deps.host)
  const command = (profile: string): string =>
    portableCommand([...own, 'process', '--profile', profile], deps.host.platform)
  return turnProfiles(input, deps, (files, wanted) => adopt(files, wanted, command), 'adopted')
}
