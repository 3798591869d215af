import { useEffect, useState } from "react";

import type { Answers, Question } from "./answers";

/** A question with its answer, undefined where there is none. */
interface Pair<Asked, Answer> {
  question: Asked;
  answer: Answer | undefined;
}

interface Shown<Asked, Answer> {
  /** All of one list of questions; those of the list before until all are there. */
  answers: readonly Pair<Asked, Answer>[];
  /** Answers are to come. */
  coming: boolean;
  /** The answers are to what was asked before. */
  old: boolean;
}

/**
 * Asks questions when the list of them is another. Of none nothing is asked, and the last answers
 * stay.
 */
export function useAnswers<Answer, Asked extends Question<Answer>>(
  answers: Answers<Answer>,
  questions: readonly Asked[],
): Shown<Asked, Answer> {
  const [got, setGot] = useState<{
    questions: readonly Asked[];
    answers: readonly Pair<Asked, Answer>[];
  } | null>(null);
  useEffect(() => {
    if (questions.length === 0) return;
    let wanted = true;
    const answer = (question: Asked) =>
      answers.of(question).then(
        (answer) => ({ question, answer }),
        () => ({ question, answer: undefined }),
      );
    void Promise.all(questions.map(answer)).then((all) => {
      if (wanted) setGot({ questions, answers: all });
    });
    return () => {
      wanted = false;
    };
  }, [answers, questions]);
  if (got?.questions === questions) return { answers: got.answers, coming: false, old: false };
  const known = questions.map((question) => ({ question, answer: answers.known(question.key) }));
  if (known.length > 0 && known.every(({ answer }) => answer !== undefined))
    return { answers: known, coming: false, old: false };
  return { answers: got?.answers ?? [], coming: questions.length > 0, old: got !== null };
}
