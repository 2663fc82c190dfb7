import { realHost } from '../../../src/system/host.js'
import { describeAsker, findAsker } from '../../../src/system/process/calling-program.js'

const asker = findAsker(realHost())
console.log(asker ? describeAsker(asker) : 'nobody')
