export { costWords, creditWords, durationWords } from "@/fields/words";
