# 手伝い: calls for hands.
command-volunteer = 手を貸す・借りる
command-volunteer-words = 手伝い, てつだい, お手伝い, ボランティア
command-volunteer-call = 手伝いを募集する
command-volunteer-call-words = 募集, 呼びかけ, お願い
command-volunteer-list = 募集中の手伝いを見る
command-volunteer-list-words = 一覧, いちらん
command-volunteer-join = 手伝う
command-volunteer-join-words = 参加, てつだう
command-volunteer-leave = 参加を取り消す
command-volunteer-leave-words = 取り消し, 取消, 辞退
command-volunteer-cant = 今回は難しいと伝える
command-volunteer-cant-words = 難しい, 無理, 欠席
command-volunteer-done = 自分の募集を「済んだ」にする
command-volunteer-done-words = 完了, 済み, おわり
option-which = どれを見るか
call-which-open = 募集中
call-which-mine = 自分の
menu-volunteering-call = 手伝い募集にする

form-volunteering-call = 手伝いを募集する
call-ask-title = 何を手伝ってほしいですか
call-ask-title-hint = 例: 椅子運び
call-ask-when = いつ（空欄なら、いつでも）
call-ask-when-hint = 例: 来週土曜 15時、12/3(木) 19時半
call-ask-where = どこで
call-ask-places = 何人いると助かりますか
call-ask-details = くわしく
call-ask-details-hint = 「---」だけの行より下は、参加が決まった人にだけ見えます（電話番号など）。

call-state-preview = 投稿前
call-state-open = 募集中
call-state-full = 満員
call-state-done = 済みました
call-state-cancelled = 取りやめ
call-when = いつ
call-any-time = いつでも
call-where = どこで
call-places = 人数
call-caller = 呼びかけ
call-roster-in = 参加
call-roster-waiting = 空き待ち
call-how = ✋ か「手伝います」で参加できます。難しいときは 🙅 を。
call-how-full = いまは満員です。✋ で空き待ちの列に並べます。
call-done-note = 手を貸してくれた皆さん、ありがとうございました。
call-private-note = ここは、参加が決まった人にだけ見えています。

call-button-join = ✋ 手伝います
call-button-cant = 🙅 今回は難しい
call-button-leave = 参加を取り消す
call-button-done = 済んだことにする
call-button-show = くわしく
call-pick-join = 手伝う：{ $title }
call-pick-leave = 取り消す：{ $title }
call-pick-cant = 今回は難しい：{ $title }
call-pick-done = 済んだ：{ $title }
call-pick-show = くわしく：{ $title }

call-posted-title = 募集を出しました
call-posted = 「{ $title }」を投稿しました。だれかが手を挙げたら、お知らせします。
call-in-title = 参加が決まりました
call-in = 「{ $title }」への参加が決まりました。ありがとうございます。
call-waiting-title = 空き待ちに並びました
call-waiting = 「{ $title }」はいま満員です。あなたは空き待ちの{ $place }番目です。空きが出たら、順番にお知らせします。
call-cant-title = わかりました
call-cant = 「{ $title }」は今回は見送りですね。この募集のお知らせは、もう届きません。
call-left-title = 取り消しました
call-left = 「{ $title }」への返事を取り消しました。
call-promoted-title = 空きが出ました
call-promoted = 「{ $title }」に空きが出て、参加が決まりました。都合が変わっていたら、取り消せます。
call-somebody-joined-title = 手が挙がりました
call-somebody-joined = { $helper } さんが「{ $title }」を手伝ってくれます。
call-somebody-left-title = 参加の取り消しがありました
call-somebody-left = { $helper } さんが「{ $title }」に来られなくなりました。
call-finished-title = おつかれさまでした
call-finished = 「{ $title }」を「済みました」にしました。

call-list-open = 募集中の手伝い
call-list-mine = わたしに関わる手伝い
call-list-join = どれを手伝いますか
call-list-leave = どれを取り消しますか
call-list-cant = どれが難しいですか
call-list-done = どれが済みましたか
call-list-empty = いまは、ありません。
call-list-empty-hint = 手がほしいときは /volunteer call で呼びかけられます。
call-line = 「{ $title }」{ $left ->
    [0] 満員
   *[other] あと{ $left }人
}
call-corner = わたしに関わる手伝い

call-date-passed = その日時は、もう過ぎました。これからの日時に直してください。
call-own = ご自分の募集です。手を貸してくれる人を待ちましょう。
call-not-in = この手伝いには、まだ参加していません。
call-closed = この募集は、もう終わっています。
call-only-caller = これは、呼びかけた人か運営の方だけができます。
call-gone = その募集は見つかりませんでした。/volunteer list でいまの募集を見られます。
