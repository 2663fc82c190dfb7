import { eject } from '../../config/adopt.js'
import type { Run } from '../command.js'
import { turnProfiles } from '../turn-profiles.js'

export const run: Run = async (input, deps) => turnProfiles(input, deps, eject, 'ejected')
