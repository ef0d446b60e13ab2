import { classify, type CompiledRule, compileRules } from '../triage/classify.js';
import type { TriageRule } from '../triage/triage-rule.js';
import type { TicketPlan } from './sample-tickets.js';

/** The list of rules counts this far back. */
const WEEKS_MS = 5 * 7 * 86_400_000;

/** Which rules sorted the requests of the last weeks. */
export class SampleTriage {
  private readonly rules: readonly CompiledRule[];

  constructor(
    rules: readonly TriageRule[],
    private readonly anchor: Date,
  ) {
    this.rules = compileRules(rules);
  }

  /**
   * @param body as the requester wrote it
   * @returns what triage leaves on a ticket; nothing for an older one, or one that the rules would sort otherwise than the sample
   */
  reasons({ at, channel, text, requester, category }: TicketPlan, body: string) {
    const none = { ruleId: null, trace: null };
    if (this.rules.length === 0 || channel === 'PHONE' || +this.anchor - +at > WEEKS_MS) return none;
    const decision = classify(this.rules, {
      senderEmail: requester.email,
      unitSymbol: requester.unitSymbol,
      subject: text.subject,
      body,
      addresses: [],
      attachmentNames: [],
    });
    if (decision.category !== category) return none;
    return { ruleId: decision.ruleId, trace: { fired: decision.trace, proposedUnit: null } };
  }
}
