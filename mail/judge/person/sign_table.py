"""Which words show a person at work on an answer, even one who says that they are away?"""

from __future__ import annotations

from mail.judge.rule import Rule, rule

PERSON_SIGNS: tuple[Rule, ...] = (
    rule("question", r"[?？](?!\S)|[?？]$", "How about Tuesday?"),
    rule("en-engages", r"\b(?:let's|let us|lets|how about|what about|happy to|glad to|would love|i'd love|sounds (?:good|great)|look(?:ing)? forward to (?:our|talking|speaking|meeting|the call|chatting)|i can (?:do|talk|make|call|speak)|we (?:can|could) (?:talk|speak|meet|chat|do)|works for me|that works|count me in|you're welcome|congrat\w*|great idea|i think|i agree|in my opinion|as you (?:said|asked|mentioned)|your question|to answer|sorry (?:for|about) (?:the|my) (?:late|slow|delay)|interesting|i was (?:on|out|away)|i just (?:got|came|returned)|got back|back from|see you|talk (?:soon|then|next week|to you)|catch up|let me know (?:if|what|when|which|how|whether)|ping me|remind me|works (?:best|better)|my calendar|book a (?:slot|time)|here's my|here is my|attached|let us speak|let us talk|give me a (?:call|ring) (?:on|next|in)|when i (?:got|came) back)\b", "Happy to talk next week."),
    rule("en-declines", r"\b(?:not interested|no thanks?|no, thank|can't help|cannot help|unfortunately i (?:can't|cannot|don't))\b", "No thanks, not interested."),
    rule("de-engages", r"\b(?:gerne? (?:können|könnten|würde|sprechen|telefonieren|treffen)|lass(?:en)? (?:uns|sie uns)|wie wäre|passt (?:es|mir|ihnen|dir)|ich freue mich auf|melde dich|können wir|ich war (?:im urlaub|krank|unterwegs)|gute idee|deine frage|ihre frage)\b", "Gerne können wir telefonieren."),
    rule("fr-engages", r"\b(?:volontiers|avec plaisir|je vous propose|je te propose|on peut (?:se|en)|parlons|convien\w+|j'étais|bonne idée|votre question)\b", "Avec plaisir, parlons-en."),
    rule("es-it-pt-engages", r"\b(?:con gusto|encantad[oa]|hablamos|te propongo|le propongo|me parece|estuve|volentieri|con piacere|parliamone|ti propongo|le propongo|ero in|com prazer|vamos (?:falar|conversar|marcar)|podemos (?:hablar|falar|sentirci)|que tal)\b", "Con gusto, hablamos el martes."),
    rule("nl-nordic-pl-engages", r"\b(?:graag (?:spreek|bel|praat)|laten we|hoe is|schikt|ik was|gärna|låt oss|passar (?:det|dig)|gerne|chętnie|umówmy|proponuję|pasuje)\b", "Laten we dinsdag bellen."),
    rule("cjk-engages", r"(?:いかがでしょうか|よろしいでしょうか|お話し(?:しましょう|できれば)|楽しみにして|怎么样|好的[，,。]|可以的|我们(?:可以|聊|谈)|어떠세요|어떨까요|좋습니다|좋아요|만나)", "来週いかがでしょうか"),
)  # fmt: skip
