import { adopt } from '../../config/adopt.js'
import { portableCommand } from '../../config/portable-command.js'
import { ownCommand } from '../../host/own-command.js'
import type { Run } from '../command.js'
import { turnProfiles } from '../turn-profiles.js'

export const run: Run = async (input, deps) => {
  const own = input.options['byName'] === true ? ['rolecall'] : ownCommand(deps.host)
  const command = (profile: string): string =>
    portableCommand([...own, 'process', '--profile', profile], deps.host.platform)
  return turnProfiles(input, deps, (files, wanted) => adopt(files, wanted, command), 'adopted')
}
