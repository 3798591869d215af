/** A question to the server, told from others by its key. */
export interface Question<Answer> {
  key: string;
  ask: () => Promise<Answer>;
}

/** More than stand on a screen at once. */
const MOST = 300;

/** The server's answers to questions whose answers stay true: each is asked once. */
export class Answers<Answer> {
  private readonly settled = new Map<string, Answer>();
  private readonly asked = new Map<string, Promise<Answer>>();

  /** The answer that is here already. */
  known(key: string): Answer | undefined {
    return this.settled.get(key);
  }

  /** Rejects as `ask` does; the next one who wants to know asks again. */
  async of({ key, ask }: Question<Answer>): Promise<Answer> {
    const known = this.settled.get(key);
    if (known !== undefined) return known;
    const asked = this.asked.get(key) ?? ask();
    this.asked.set(key, asked);
    try {
      const answer = await asked;
      this.keep(key, answer);
      return answer;
    } finally {
      this.asked.delete(key);
    }
  }

  private keep(key: string, answer: Answer): void {
    this.settled.set(key, answer);
    for (const oldest of this.settled.keys()) {
      if (this.settled.size <= MOST) return;
      this.settled.delete(oldest);
    }
  }
}
