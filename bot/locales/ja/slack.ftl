# Slack でだけ使うことば。
slack-submit = 次へ
slack-close = 閉じる
slack-done-title = できました
slack-late-title = もう一度、押してください
slack-late = Slack の都合で、フォームを開くのが間に合いませんでした。何も失われていません。
slack-late-again = フォームを開く
slack-umbrella = Machi でできること、ぜんぶ
slack-description = 自己紹介、手伝い、この指とまれ、集まり。同じ町に住む人どうしを、そっとつなぎます。
slack-long-description =
    Machi（町）は、同じ土地で暮らす人のためのアプリです。「何ができる、どの町の人か」を一行で知らせ合い、手を貸したり借りたりできます。
    やってみたいことは、小さな最初の一歩をそえて「この指とまれ」。一度きりの集まりも、毎週の集まりも、予定を立てればお知らせが届きます。
    返事はボタンか絵文字ひとつ。ランキングもポイントもありません。だれかと比べるためではなく、近くの人といっしょに何かを始めるための道具です。
    自己紹介は、いつでも直せます。書いたものは、みんなに見せる前にかならず自分だけで確かめられます。
slack-file-title = ファイルをお渡しできませんでした
slack-file =
    Slack で、アプリにファイルを送る許可（files:write）がまだありません。
    Machi を動かしている方がマニフェストからアプリを入れ直すと、送れるようになります。そのあとで、もう一度お試しください。
slack-file-again = いまは Slack にファイルを渡せませんでした。数分たってから、もう一度お試しください。
slack-moment-title = 少しお待ちください
slack-moment = いつもより時間がかかっています。返事はここに届きます。1分たっても届かなければ、もう一度お試しください。二重になることはありません。
slack-moment-form = 書いたものはこのまま残っています。次の画面は自動で開きます。1分たっても変わらなければ、もう一度「次へ」を押してください。二重になることはありません。
slack-install-done = Machi を迎えてくださって、ありがとうございます
slack-install-done-words = 「{ $name }」に Machi が入りました。この画面は閉じて、Slack で /machi と打ってみてください。
slack-install-not-yet = まだ入れていません
slack-install-state = このページは、開いてから10分のあいだ、同じブラウザで一度だけ使えます。はじめの /slack/install からもう一度お願いします。
slack-install-denied = Slack で許可されなかったので、何も変わっていません。気が向いたら /slack/install からいつでもどうぞ。
slack-install-code = Slack がこの申し込みを受け付けませんでした。/slack/install からもう一度お願いします。続くときは、設定の Client ID と Client Secret を見直してください。
slack-install-unreachable = いま Slack につながりません。少し待って、/slack/install からもう一度お願いします。
slack-install-enterprise = Machi は、組織全体ではなくワークスペースごとに入ります。ワークスペースを選んで、もう一度お願いします。
slack-pick-date = 日にちを選ぶ
slack-pick-time = 時刻を選ぶ
