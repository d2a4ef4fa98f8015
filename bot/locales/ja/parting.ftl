# 自分のものを、すべて消してもらうとき。
command-mydata-delete = わたしのものを、すべて消す
command-mydata-delete-words = 消す, けす, 削除
parting-question-title = あなたのものを、すべて消しますか
parting-goes = 消えるもの：自己紹介、手伝いの申し出、募集や集まりへの返事、お礼のやりとり、つながり、お知らせの予約、書きかけ、まだ届いていないお知らせ、設定。あなたが始めた募集や「やってみたい」や集まりも消え、返事をくれた人にはお知らせします。
parting-stays = 残るもの：ほかの人が始めて、あなたが加わったこと。ただし、あなたの名前は消えます。チャットにあなた自身が書いたことと、Machi がお渡ししたファイルは、チャットの側に残ります。
parting-note = 元に戻すことはできません。そのあとは、はじめての方として、いつでもまた来られます。
parting-sure = すべて消す
parting-export-first = 先に書き出す
parting-gone-title = すべて消しました
parting-gone = あなたのものを、すべて消しました。これまでのお知らせも、まもなく空になります。ありがとうございました。
parting-place-title = ここにあったものは消えました
parting-place = ご本人の希望で、すべて消しました。
