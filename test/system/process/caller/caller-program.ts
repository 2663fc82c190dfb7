import { realHost } from '../../../../src/system/host.js'
import {
  describeCaller,
  findCaller,
} from '../../../../src/system/process/caller/calling-program.js'

/** Prints the program that started this one. */
const caller = findCaller(realHost())
console.log(caller ? describeCaller(caller) : 'none')
