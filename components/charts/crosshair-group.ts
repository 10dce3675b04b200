/** A chart as the others of its group see it. */
export type Follower = {
  /** Shows a crosshair at a time, epoch seconds, in the place of its own; null: no longer. */
  follow: (timeS: number | null) => void;
  /** Writes what the lines read there. */
  read: () => void;
};

export type Membership = {
  /** The pointer or the keys are in this chart, and have moved its crosshair to a time. */
  lead: (timeS: number) => void;
  /** They have left it. */
  release: () => void;
  leave: () => void;
};

/** Without a move for so long, the pointer rests, ms. */
const restMs = 60;

/**
 * Charts whose crosshairs go in step: one is read, the others follow its time. Crosshairs move at once. Numbers are
 * written with each move in one of the followers, in turn, and in all of them when the pointer rests: to lay out and paint
 * those of a whole page anew costs more than a frame has, and nobody reads twelve charts at once while they change.
 */
class CrosshairGroup {
  #followers = new Set<Follower>();
  #unread = new Set<Follower>();
  #leader: Follower | null = null;
  #timeS: number | null = null;
  #resting: ReturnType<typeof setTimeout> | undefined;

  join(member: Follower): Membership {
    this.#followers.add(member);
    if (this.#timeS !== null) this.#tell([member]);
    return {
      lead: (timeS) => this.#lead(member, timeS),
      release: () => this.#release(member),
      leave: () => {
        this.#followers.delete(member);
        this.#unread.delete(member);
        this.#release(member);
      },
    };
  }

  #lead(leader: Follower, timeS: number): void {
    const before = this.#leader;
    this.#timeS = timeS;
    this.#leader = leader;
    this.#unread.delete(leader);
    if (before !== leader) leader.follow(null);
    this.#tell([...this.#followers].filter((follower) => follower !== leader));
    this.#readNext();
  }

  #release(member: Follower): void {
    if (this.#leader !== member) return;
    this.#leader = null;
    this.#timeS = null;
    this.#tell([...this.#followers].filter((follower) => follower !== member));
  }

  #tell(followers: readonly Follower[]): void {
    for (const follower of followers) {
      follower.follow(this.#timeS);
      // One that waits keeps its place, so that each has its turn however fast the moves come.
      this.#unread.add(follower);
    }
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#readAll(), restMs);
  }

  #readNext(): void {
    const [next] = this.#unread;
    if (next === undefined) return;
    this.#unread.delete(next);
    next.read();
  }

  #readAll(): void {
    while (this.#unread.size > 0) this.#readNext();
  }
}

const groups = new Map<string, CrosshairGroup>();

/** The group of a key, which is made for the first who asks. */
export function crosshairGroup(key: string): CrosshairGroup {
  const group = groups.get(key) ?? new CrosshairGroup();
  groups.set(key, group);
  return group;
}
