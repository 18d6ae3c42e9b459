import { splitLocal } from '../../types/time-format.ts';
import { toLocal } from '../../types/time-zone.ts';
import { date, timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const now = defineScalar({
  name: 'now',
  aliases: ['current_timestamp', 'localtimestamp'],
  category: 'datetime',
  summary: "The time at which the query started, by the engine's clock.",
  parameters: {},
  examples: [{ call: 'now() = current_timestamp', result: 'true' }],
  volatility: 'stable',
  overloads: [overload({ params: [], returns: timestamp, prepare: (call) => () => call.now })],
});

export const currentDate = defineScalar({
  name: 'current_date',
  category: 'datetime',
  summary: 'The day on which the query started, in the session zone.',
  parameters: {},
  examples: [{ call: 'current_date = date(now())', result: 'true' }],
  volatility: 'stable',
  overloads: [overload({ params: [], returns: date, prepare: (call) => () => splitLocal(toLocal(call.timeZone, call.now)).days })],
});

export const currentTimezone = defineScalar({
  name: 'current_timezone',
  category: 'datetime',
  summary: 'The name of the session zone.',
  parameters: {},
  examples: [{ call: 'current_timezone()', result: "'UTC'" }],
  volatility: 'stable',
  overloads: [overload({ params: [], returns: varchar, prepare: (call) => () => call.timeZone.name })],
});
