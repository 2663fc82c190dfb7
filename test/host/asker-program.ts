import { realHost } from '../../src/host/host.js'
import { describeAsker, findAsker } from '../../src/host/process-tree.js'

const asker = findAsker(realHost())
console.log(asker ? describeAsker(asker) : 'nobody')
