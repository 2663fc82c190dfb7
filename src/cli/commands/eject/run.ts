import { eject } from '../../../aws-files/adopt/eject.js'
import type { Run } from '../../command-types.js'
import { rewriteProfiles } from '../adopt/rewrite-profiles.js'
import type { ejectSpec } from './spec.js'
import { storedKeyNotes } from './stored-keys.js'

export const run: Run<typeof ejectSpec> = async (parsed, context) =>
  rewriteProfiles(parsed, context, eject, 'eject', (result) => storedKeyNotes(result, context))
