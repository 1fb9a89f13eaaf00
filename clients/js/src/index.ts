export { startMockPds, type StartOptions, type StartedMockPds } from './start.js'
export { connectMockPds, MockPds, type ConnectOptions, type Verbs } from './pds.js'
export { MockPdsError, type Mistake } from './request.js'
export type { components, operations } from './api.js'
