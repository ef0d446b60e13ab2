import { overBudget } from './budget.js';

describe('budget of automatic e-mail', () => {
  it.each([
    ['a calm day', { toRecipient: 30, toRecipientOnTicket: 5, confirmationsInHour: 4 }, true, null],
    [
      'too many to one address',
      { toRecipient: 200, toRecipientOnTicket: 0, confirmationsInHour: 0 },
      false,
      'budget-recipient',
    ],
    [
      'too many about one ticket',
      { toRecipient: 20, toRecipientOnTicket: 20, confirmationsInHour: 0 },
      false,
      'budget-ticket',
    ],
    [
      'too many new tickets in an hour',
      { toRecipient: 20, toRecipientOnTicket: 0, confirmationsInHour: 30 },
      true,
      'budget-confirmations',
    ],
    [
      'other news of such a sender still goes out',
      { toRecipient: 20, toRecipientOnTicket: 0, confirmationsInHour: 30 },
      false,
      null,
    ],
  ] as const)('%s', (_, recent, isConfirmation, expected) => expect(overBudget(recent, isConfirmation)).toBe(expected));
});
