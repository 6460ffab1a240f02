/**
 * Names a rule of the specification, version first.
 *
 *   5:3.1.2-24        the normative statement MQTT-3.1.2-24 of MQTT 5.0
 *   311:3.1.2-24      the one of MQTT 3.1.1, which says something else
 *   5:U-3.3.2.1-1     a rule without an OASIS number, by the catalogue of unnumbered rules
 *   5:§2.1.4          only the section: a rule that no catalogue lists
 */
export type Clause = `5:${string}` | `311:${string}`;
