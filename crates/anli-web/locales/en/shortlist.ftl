# The page `shortlist`.
shortlist-title = Shortlist
shortlist-empty = The shortlist is still empty.
shortlist-step-send = Come back here to put them in order, send the address to others, or make a comparison and a briefing.
shortlist-lead = { $count ->
    [one] { $number } case, in your order.
   *[other] { $number } cases, in your order.
 }
shortlist-compare = Compare
shortlist-briefing = Make a briefing
shortlist-ticked = Both use the cases that are ticked below, { $most } at most.
shortlist-tick = Include
shortlist-tick-label = Include: { $title }
shortlist-up = Up
shortlist-up-label = Up: { $title }
shortlist-down = Down
shortlist-down-label = Down: { $title }
shortlist-remove = Remove
shortlist-remove-label = Remove: { $title }
shortlist-send = Send it
shortlist-address = Address of this shortlist
shortlist-copy = Copy
shortlist-copied = Copied: paste it into a message.
shortlist-selected = The address is selected: copy it with the copy key or a long press.
shortlist-stored = It opens without an account. The list is in the address alone; this site keeps nothing.
shortlist-more = Search on
shortlist-beyond = A shortlist holds { $most } cases; the rest are not shown.
