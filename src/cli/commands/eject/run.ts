import { eject } from '../../../aws-files/adopt/adopt.js'
import type { Run } from '../../command.js'
import { turnProfiles } from '../adopt/rewrite-profiles.js'

export const run: Run = async (input, deps) => turnProfiles(input, deps, eject, 'ejected')
