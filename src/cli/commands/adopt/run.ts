import { adopt } from '../../../aws-files/adopt/adopt.js'
import { portableCommand } from '../../../aws-files/adopt/quote-command.js'
import { selfCommand } from '../../../system/process/self-command.js'
import type { Run } from '../../command.js'
import { turnProfiles } from './rewrite-profiles.js'

export const run: Run = async (input, context) => {
  const own = input.options['byName'] === true ? ['rolecall'] : selfCommand(context.host)
  const command = (profile: string): string =>
    portableCommand([...own, 'process', '--profile', profile], context.host.platform)
  return turnProfiles(input, context, (files, wanted) => adopt(files, wanted, command), 'adopted')
}
