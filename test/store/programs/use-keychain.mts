/**
 * Uses the keychain as argv[2] says, with the options in argv[3], and prints the result. Neither
 * closes nor exits: it has to end by itself.
 */
import {
  secretService,
  type SecretServiceOptions,
} from '../../../src/store/secret-service/store.js'
import { isStoreError } from '../../../src/store/store.js'

const [act, options = '{}'] = process.argv.slice(2)
const store = secretService({
  env: process.env,
  ...(JSON.parse(options) as Omit<SecretServiceOptions, 'env'>),
})
const key = 'a'.repeat(64)
const acts: Record<string, () => Promise<unknown>> = {
  read: () => store.read(key),
  write: () => store.write(key, 'a secret', { label: 'a label' }),
  remove: () => store.remove(key),
  probe: () => store.probe(),
}
try {
  console.log(JSON.stringify({ value: await acts[act ?? '']?.() }))
} catch (error) {
  if (!isStoreError(error)) throw error
  console.log(JSON.stringify({ fault: error.fault, message: error.message }))
}
