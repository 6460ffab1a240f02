/** Why no broker can be tested for a statement from outside. */
const CLIENTS = 'binds clients only';

export const REASONS: Readonly<Record<string, string>> = {
  '5:3.1.2-20': `${CLIENTS}; the broker’s side is 5:3.1.2-22`,
  '5:3.1.2-21': `${CLIENTS}; the suite keeps it`,
  '5:3.2.2-4': CLIENTS,
  '5:3.2.2-5': CLIENTS,
  '5:3.2.2-21': `${CLIENTS}; the suite keeps it`,
  '5:3.3.2-10': `${CLIENTS}; the suite keeps it`,
  '5:3.3.4-8': CLIENTS,
  '5:4.2.0-1': 'met by whoever can be connected to',
  '5:4.5.0-2': `${CLIENTS}; the suite keeps it`,
  '5:4.6.0-1': `${CLIENTS}; the broker’s side is 5:4.6.0-5`,
  '5:4.6.0-2': `${CLIENTS}; the suite keeps it`,
  '5:4.6.0-3': `${CLIENTS}; the suite keeps it`,
  '5:4.6.0-4': `${CLIENTS}; the suite keeps it`,
  '5:U-3.1.2.5-2': 'MAY, and only seen over a crash and restart of the broker',
  '311:2.3.1-2': `${CLIENTS}; the broker’s side is 311:2.3.1-4`,
  '311:2.3.1-3': `${CLIENTS}; the broker’s side is 311:2.3.1-4`,
  '311:3.1.2-23': `${CLIENTS}; the broker’s side is 311:3.1.2-24`,
  '311:3.2.2-6':
    'why a broker refuses is its own affair; a Return Code that the table lacks is red under this id',
  '311:3.14.4-1': `${CLIENTS}; the broker’s side is 311:U-3.14.4-1`,
  '311:4.5.0-2': `${CLIENTS}; the suite keeps it`,
  '311:4.8.0-2': 'a transient error cannot be caused from outside, nor told from others',
  '311:7.0.0-1': 'what a broker does as a client of others is not seen by its clients',
  '311:7.0.0-2': 'met by whoever passes the rest',
  '311:7.1.1-1': 'met by whoever can be connected to',
  '311:7.1.2-1': CLIENTS,
  '311:U-4.1-1': 'needs a restart of the broker: a matter of durability, see restart-broker in scenarios',
};
