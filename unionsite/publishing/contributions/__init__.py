"""投稿: pieces that employees send in; heads of departments sign them off, editors take them over."""
