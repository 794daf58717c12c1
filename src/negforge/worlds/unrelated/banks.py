"""Banks: first names, things and words that several unrelated requests draw from. All facts in them are checkable."""

from __future__ import annotations

FIRST_NAMES = (
    "Ada Aylin Bastian Bea Bruno Carla Cem Clara Dario Dina Edda Elias Emil Enya Fabian Farid Fiona Gero Greta Hana Hugo Ida Ilse Ines Ivo "
    "Jana Joris Juno Kaja Kian Lale Lars Leni Levi Lotte Luca Maja Malik Mara Milo Mira Nils Nora Olga Oskar Pia Quinn Rafa Remo Rosa Runa "
    "Samir Selin Simon Sofie Tara Theo Tilda Timo Uma Vera Viggo Wanda Yara Yusuf Zoe"
).split()

WORDS = (
    "anchor apple autumn badge balcony banana barrel basket beacon beetle blanket border bottle branch breeze bridge brother bucket butter "
    "button cabin camera candle canyon carpet castle cellar cherry circle clover coffee copper corner cotton cousin cradle crystal curtain "
    "dancer desert dinner dolphin dragon drawer eagle early engine evening falcon family feather fiddle finger flower forest fossil garden "
    "garlic ginger glacier guitar hammer harbour hazel helmet honey island jacket jungle kernel kettle kitchen ladder lantern lemon lentil "
    "letter lizard magnet mango maple marble meadow mirror monkey mountain needle nickel noodle ocean olive onion orange orchid oyster "
    "paddle palace paper parcel pebble pencil pepper pillow planet pocket potato puzzle rabbit raven ribbon river rocket saddle salad "
    "scarf school shadow silver slipper spider spoon spring stable summer sunset table teapot temple thunder ticket timber tomato tunnel "
    "turtle umbrella valley velvet village violin walnut whisper window winter yellow zebra"
).split()

THINGS = (
    "apples batteries blankets bread butter candles carrots cheese cocoa coffee cups eggs flour forks garlic ginger grapes honey jam "
    "lemons lentils matches milk mugs mustard napkins noodles nuts oats olives onions paprika pears pens pepper plates plums potatoes "
    "raisins rice rope salt scissors soap spoons string sugar tape tea tissues towels vinegar yeast"
).split()
