import { eject } from '../../../aws-files/adopt/eject.js'
import type { Run } from '../../command.js'
import { turnProfiles } from '../adopt/rewrite-profiles.js'

export const run: Run = async (input, context) => turnProfiles(input, context, eject, 'ejected')
