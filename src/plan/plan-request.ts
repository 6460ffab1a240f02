/** A request is a message like all others, with a topic for its answers. */
import type * as Language from '../scenario/types.ts';

/** The `publish` that sends the requests of a step. */
export function requestsOf(spec: Language.RequestSpec): Language.PublishSpec {
  const { clients, share, topic, responseTopic, qos, payload, count, rate, totalRate, window } = spec;
  const paced = rate !== undefined || totalRate !== undefined;
  return {
    clients,
    ...(share === undefined ? {} : { share }),
    ...{ topic, topics: 1, qos, payload, retain: false, responseTopic },
    ...(count === undefined ? {} : { count }),
    ...(rate === undefined ? {} : { rate }),
    ...(totalRate === undefined ? {} : { totalRate }),
    ...(spec.for === undefined ? {} : { for: spec.for }),
    ...(paced ? {} : { window }),
    ...{ whenLate: 'catch-up', warmUp: 0, coolDown: 0 },
  };
}
