import { prepareMachine, stopMachine } from './machine.js'

export const setup = prepareMachine
export const teardown = stopMachine
