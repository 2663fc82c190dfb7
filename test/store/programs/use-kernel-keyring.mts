/** `read KEY` prints the value as JSON; `write KEY VALUE`. */
import { kernelKeyring } from '../../../src/store/kernel/keyring.js'

const [act, key = '', value = ''] = process.argv.slice(2)
const store = kernelKeyring({ env: process.env })
if (act === 'read') console.log(JSON.stringify(await store.read(key)) ?? '')
else await store.write(key, value, { label: 'a label', lifetime: 60, evictable: true })
