/** Tells the answer to the newest question from those that come late to older ones. */
export class Latest {
  private turn = 0;

  /** Begins a question; what it gives says whether no other has begun since. */
  begin(): () => boolean {
    const turn = ++this.turn;
    return () => turn === this.turn;
  }
}
