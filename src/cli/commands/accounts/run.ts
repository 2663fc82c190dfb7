import type { Run } from '../../command-types.js'
import { findAssignments } from '../../identity-center/find-assignments.js'
import { findPlace } from '../../identity-center/find-place.js'
import { showAccounts } from './show.js'
import type { accountsSpec } from './spec.js'

export const run: Run<typeof accountsSpec> = async ({ args: [word], options }, context) => {
  const place = await findPlace(word, options.ssoRegion, context)
  const { refresh = false, device: useDevice } = options
  const list = await findAssignments(place, context, {
    ...{ command: 'accounts', isFresh: refresh, useDevice },
  })
  showAccounts(list, place, options, context)
  return 0
}
