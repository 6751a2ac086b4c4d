"""What a value in an office document may say and still tell nothing: a number, a colour, or a word of the formats.

A copy's attributes hold nothing else, save what is listed as shown, so no name, path, date or note survives in one that
nobody thought of. The words are those that the schemas of ECMA-376 and OpenDocument 1.2 allow as values.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..terms import words

WORDS = words("""
+- -+ -- 0deg 0grad 0rad 1pic 1picTitle 2pic 2picTitle 35mm 3dDkShadow 3dLight 4pic 4picTitle _blank _parent _self
_top above aboveAverage absolute accent accent1 accent2 accent3 accent4 accent5 accent6 accentBorderCallout1
accentBorderCallout2 accentBorderCallout3 accentCallout1 accentCallout2 accentCallout3 accepted
actionButtonBackPrevious actionButtonBeginning actionButtonBlank actionButtonDocument actionButtonEnd
actionButtonForwardNext actionButtonHelp actionButtonHome actionButtonInformation actionButtonMovie
actionButtonReturn actionButtonSound activeBorder activeCaption address administrators after after-previous aiueo
aiueoFullWidth aliceBlue all allLines allPages allPts alpha-numeric alphaLcParenBoth alphaLcParenR alphaLcPeriod
alphaUcParenBoth alphaUcParenR alphaUcPeriod alternate always angle angled-connector-line angled-line annotations
annote antiqueWhite antsBlack antsRed appear apples appWorkspace aqua aquamarine arabic1Minus arabic2Minus
arabicAbjad arabicAlpha arabicDbPeriod arabicDbPlain arabicParenBoth arabicParenR arabicPeriod arabicPlain arc
archedScallops area areaError around array arrow arrow-down arrow-left arrow-right arrow-up artDeco as-char
ascending ascendingAlpha ascendingNatural asDisplayed asian asterisk at-axis at-labels at-labels-and-axis atan
atan2 atEnd atLeast attractive author auto auto-create-new-frame autofit automatic autoNoTable autoText autoZero
average avg avoid-overlap axial axisCol axisPage axisRow axisValues azure b-spline B4ISO B4JIS B5ISO B5JIS
babyPacifier babyRattle back background background1 background2 bahtText balanced balloons3Colors balloonsHotAir
band1Horz band1Vert band2Horz band2Vert banner bar base basedOn baseline basicBlackDashes basicBlackDots
basicBlackSquares basicThinLines basicWhiteDashes basicWhiteDots basicWhiteSquares basicWideInline
basicWideMidline basicWideOutline bats before begin beginsWith beige below beneathText bentArrow bentConnector2
bentConnector3 bentConnector4 bentConnector5 bentUpArrow bestFit between bevel bg bg1 bg2 bi bibliography-type
biggest billions birds birdsFlight bisque bitmap bl black blackGray blackTextOnWhite blackWhite blanchedAlmond
blank blankRow blend blinkBackground blockArc blue blueViolet body bold booktitle boolean border borderCallout1
borderCallout2 borderCallout3 bot both bothSides bottom bottom-end bottom-left bottom-right bottom-start
bottomLeft bottomMargin bottomRight bow-tie box br bracePair bracketPair brightRoom brown browser btLr btnFace
btnHighlight btnShadow btnText buddhist bullet burlyWood butt bw cabins cadetBlue cakeSlice callout1 callout2
callout3 can candyCorn capitalize caption captionText cardinalText category category-and-value cell-range
cellColor cellIs celticKnotwork center centerContinuous centered centerGroup certificateBanner chainLink
champagneBottle chapter char character chart chartAndTx chartPlus chartreuse charts chartStar chartX checked
checkedBarBlack checkedBarColor checkerboard checkered chevron chicago chilly chineseCounting
chineseCountingThousand chineseLegalSimplified chocolate chord chosung christmasTree circle circleNumDbPlain
circleNumWdBlackPlain circleNumWdWhitePlain circlesLines circlesRectangles circularArrow clamp classicalWave clear
clip clipArt clipArtAndTx clipArtAndVertTx clocks clockwise close close-horizontal close-vertical cloud
cloudCallout clr clustered cm col collapse collapsing colon color colorScale cols column column-percentage columns
comma command comments commIndAndComment commIndicator commNone compass complex compressPunctuation
compressPunctuationAndJapaneseKana computedArea condensed condition cone coneToMax confetti confettiGrays
confettiOutline confettiStreamers confettiWhite constant cont containsBlanks containsErrors containsText content
contentLocked continuationNotice continuationSeparator continue continuous contrasting contributors convex
coolSlant copy-all copy-results-only coral corner cornerTabs cornerTriangles cornflowerBlue cornsilk correct cos
count countA counter-clockwise counterclockwise countNums countnums couponCutoutDashes couponCutoutDots crazyMaze
creaturesButterfly creaturesFish creaturesInsects creaturesLadyBug crimson cross crossStitch cs ctr ctrTitle cube
cubic cubic-spline cuboid cup curly currency current current-date curve curvedConnector2 curvedConnector3
curvedConnector4 curvedConnector5 curvedDownArrow curvedLeftArrow curvedRightArrow curvedUpArrow cust custom
custom1 custom2 custom3 custom4 custom5 cut cyan cylinder dark1 dark2 darkBlue darkCyan darkDown darken darkenLess
darkGoldenrod darkGray darkGreen darkGrey darkGrid darkHorizontal darkKhaki darkMagenta darkOliveGreen darkOrange
darkOrchid darkRed darkSalmon darkSeaGreen darkSlateBlue darkSlateGray darkSlateGrey darkTrellis darkTurquoise
darkUp darkVertical darkViolet darkYellow dash dashDnDiag dashDot dashDotDot dashDotDotHeavy dashDotHeavy
dashDotStroked dashed dashedHeavy dashHeavy dashHorz dashLong dashLongHeavy dashSmallGap dashUpDiag dashVert data
dataBar dataTable date date-time day days dbl dblStrike dec decagon decimal decimalEnclosedCircle
decimalEnclosedCircleChinese decimalEnclosedFullstop decimalEnclosedParen decimalFullWidth decimalFullWidth2
decimalHalfWidth decimalZero decoArch decoArchColor decoBlocks decorative deepPink deepSkyBlue def default
deleteCol deleteRow descending descendingAlpha descendingNatural dgm diagBrick diagCross diagStripe diamond
diamondsGray difference dimGray dimGrey disable disabled disc displayed dissolve dist distribute distribute-letter
distribute-space distributed distributeLetter distributeSpace divot dk1 dk2 dkBlue dkCyan dkDnDiag dkEdge
dkGoldenrod dkGray dkGreen dkGrey dkHorz dkKhaki dkMagenta dkOliveGreen dkOrange dkOrchid dkRed dkSalmon
dkSeaGreen dkSlateBlue dkSlateGray dkSlateGrey dkTurquoise dkUpDiag dkVert dkViolet dnDiag docEnd document
dodecagon dodgerBlue dollarText doNotCompress donut dos dot dot-dash dot-dashed dot-dot-dash dotDash dotDashHeavy
dotDmnd dotDotDash dotDotDashHeavy dotGrid dotted dottedHeavy double double-sided double-struck doubleAccounting
doubleD doubleDiamonds doubleQuote doubleWave down downArrow downArrowCallout downThenOver draft draw-dash
drawing-page drawings drop dt duplicateValues DVASPECT_CONTENT DVASPECT_ICON dxa dynamic ea1ChsPeriod ea1ChsPlain
ea1ChtPeriod ea1ChtPlain ea1JpnChsDbPeriod ea1JpnKorPeriod ea1JpnKorPlain eachPage eachSect earth1 earth2 earth3
eastAsia eaVert eclipsingSquares1 eclipsingSquares2 edge edition editor editors eggsBlack el ellipse ellipseRibbon
ellipseRibbon2 ellipsis ellipsoid email embed embossed emDash enable enabled end enDash endnote endsWith engraved
equal error-margin even evenodd evenPage everyone exact execute exp expanded exponential expression
extra-condensed extra-expanded factor fade fade-from-bottom fade-from-center fade-from-left fade-from-lowerleft
fade-from-lowerright fade-from-right fade-from-top fade-from-upperleft fade-from-upperright fade-out
fade-to-center False false fans fast fill filled film filter firebrick firecrackers first first-page
firstAndLastLine firstCol firstColumn firstColumnStripe firstColumnSubheading firstHeaderCell firstLineOnly
firstPage firstRow firstRowStripe firstRowSubheading firstSubtotalColumn firstSubtotalRow firstTotalCell
fitToSlide fix fixed fixedVal flat float flood floralWhite flowChartAlternateProcess flowChartCollate
flowChartConnector flowChartDecision flowChartDelay flowChartDisplay flowChartDocument flowChartExtract
flowChartInputOutput flowChartInternalStorage flowChartMagneticDisk flowChartMagneticDrum flowChartMagneticTape
flowChartManualInput flowChartManualOperation flowChartMerge flowChartMultidocument flowChartOfflineStorage
flowChartOffpageConnector flowChartOnlineStorage flowChartOr flowChartPredefinedProcess flowChartPreparation
flowChartProcess flowChartPunchedCard flowChartPunchedTape flowChartSort flowChartSummingJunction
flowChartTerminator flowersBlockPrint flowersDaisies flowersModern1 flowersModern2 flowersPansy flowersRedRose
flowersRoses flowersTeacup flowersTiny fly-away foldedCorner folHlink followedHyperlink font font-color fontColor
footer footnote foreground forestGreen forms formula formula-hidden formulas forward fourObj fraktur frame
frame-content frame-end-margin frame-start-margin frameStyle1 frameStyle2 frameStyle3 frameStyle4 frameStyle5
frameStyle6 frameStyle7 free freeze freezing from-another-table from-bottom from-center from-inside from-left
from-line from-lower-left from-lower-right from-right from-same-table from-top from-upper-left from-upper-right
front frozen frozenSplit ft ftr fuchsia full fullAlpha fullHangul fullKatakana fullwidthKatakana funnel gainsboro
ganada gap gear6 gear9 gems general gengou ghostWhite gingerbreadMan glow gold goldenrod gouraud gradient
gradientActiveCaption gradientInactiveCaption grand graphic gray gray0625 gray125 grayText grayWhite greaterThan
greaterThanOrEqual green greenYellow gregorian grey greyscale grid gridLegend hagakiCard hair half halfAlpha
halfFrame halfHangul halfKatakana halfwidthKatakana handmade1 handmade2 handout handouts1 handouts2 handouts3
handouts4 handouts6 handouts9 handoutView hanging hanja hanja_yoil hardEdge harsh hasfill hasstroke hatch hdr
header headerRow headers heart heartBalloon heartGray hearts heavy hebrew1 hebrew2 hebrew2Minus heebieJeebies
heptagon hex hexagon hidden hidden-and-protected hide high highKashida highlight highlightText hijri
hindiAlpha1Period hindiAlphaPeriod hindiConsonants hindiCounting hindiNumbers hindiNumParenR hindiNumPeriod
hindiVowels Hiragana hiragana hlink hold holly homePlate honeydew horizontal horizontal-bar
horizontal-checkerboard horizontal-lines horizontal-on-even horizontal-on-odd horizontal-stripes horizontalScroll
horz horzBrick horzCross horzStripe hotLight hotPink hour hourglass hours houseFunky howpublished hqprint
hundredMillions hundreds hundredThousands hybridMultilevel hyperlink hyphen hypnotic iceCreamCones icon iconSet
identifier ideograph-alpha ideographDigital ideographEnclosedCircle ideographLegalTraditional ideographTraditional
ideographZodiac ideographZodiacTraditional if ignore image in inactiveBorder inactiveCaption inactiveCaptionText
inBase inch indefinite indent index indianRed indigo inEnd infoBk information infoText inherit inline inlineStr
inner insertClear insertCol insertDelete insertRow inset inside insideMargin institution integer intensity
inter-word interactive-sequence interlocking-horizontal-left interlocking-horizontal-right
interlocking-vertical-bottom interlocking-vertical-top into-default-style-data-style into-english-number inverse
invGray iroha irohaFullWidth irregularSeal1 irregularSeal2 isbn isometricBottomDown isometricBottomUp
isometricLeftDown isometricLeftUp isometricOffAxis1Left isometricOffAxis1Right isometricOffAxis1Top
isometricOffAxis2Left isometricOffAxis2Right isometricOffAxis2Top isometricOffAxis3Bottom isometricOffAxis3Left
isometricOffAxis3Right isometricOffAxis4Bottom isometricOffAxis4Left isometricOffAxis4Right isometricRightDown
isometricRightUp isometricTopDown isometricTopUp issn italic iterative ivory japaneseCounting
japaneseDigitalTenThousand japaneseLegal jewish journal just justify justify-word justLow keep-text khaki km
koreanCounting koreanDigital koreanDigital2 koreanLegal label-alignment label-width-and-position landscape
language largest laser last last-page last-visited-page lastCol lastColumn lastHeaderCell lastLineOnly lastRow
lastTotalCell latin lavender lavenderBlush lawnGreen leave-gap ledger left left-outside leftArrow leftArrowCallout
leftBrace leftBracket leftCircularArrow leftMargin leftRightArrow leftRightArrowCallout leftRightCircularArrow
leftRightRibbon leftRightUpArrow leftUpArrow legacyFlat1 legacyFlat2 legacyFlat3 legacyFlat4 legacyHarsh1
legacyHarsh2 legacyHarsh3 legacyHarsh4 legacyMatte legacyMetal legacyNormal1 legacyNormal2 legacyNormal3
legacyNormal4 legacyObliqueBottom legacyObliqueBottomLeft legacyObliqueBottomRight legacyObliqueFront
legacyObliqueLeft legacyObliqueRight legacyObliqueTop legacyObliqueTopLeft legacyObliqueTopRight
legacyPerspectiveBottom legacyPerspectiveBottomLeft legacyPerspectiveBottomRight legacyPerspectiveFront
legacyPerspectiveLeft legacyPerspectiveRight legacyPerspectiveTop legacyPerspectiveTopLeft
legacyPerspectiveTopRight legacyPlastic legacyWireframe lemonChiffon lessThan lessThanOrEqual letter letters lg
lgCheck lgConfetti lgDash lgDashDot lgDashDotDot lgGrid light1 light2 lightBlue lightBulb lightCoral lightCyan
lightDown lighten lightenLess lightGoldenrodYellow lightGray lightGreen lightGrey lightGrid lightHorizontal
lightning1 lightning2 lightningBolt lightPink lights lightSalmon lightSeaGreen lightSkyBlue lightSlateGray
lightSlateGrey lightSteelBlue lightTrellis lightUp lightVertical lightYellow lime limeGreen lin line line-height
linear lineInv lineMarker linen lines linesAndChars list listtab local-table log logarithmic logheight logwidth
long long-dash low lowercase lowerLetter lowerRoman lowKashida lr lr-tb lrTb lrTbV lrV lt lt1 lt2 ltBlue ltCoral
ltCyan ltDnDiag ltGoldenrodYellow ltGray ltGreen ltGrey ltHorz ltPink ltr ltSalmon ltSeaGreen ltSkyBlue
ltSlateGray ltSlateGrey ltSteelBlue ltUpDiag ltVert ltYellow luminance mac magenta main-sequence major majorAscii
majorBidi majorEastAsia majorHAnsi manual mapleLeaf mapleMuffins mapPins margin margins marker maroon marquee
marqueeToothed masterPages match mathDivide mathEqual mathMinus mathMultiply mathNotEqual mathPlus matrix matte
max maximized maxMin med medAquamarine medBlue media mediaAndTx medium mediumAquamarine mediumBlue mediumDashDot
mediumDashDotDot mediumDashed mediumGray mediumKashida mediumOrchid mediumPurple mediumSeaGreen mediumSlateBlue
mediumSpringGreen mediumTurquoise mediumVioletRed medOrchid medPurple medSeaGreen medSlateBlue medSpringGreen
medTurquoise medVioletRed melt member-difference member-percentage member-percentage-difference menu menuBar
menuHighlight menuText metal mi midCat middle middleDot midnightBlue millions min minimized minMax minor
minorAscii minorBidi minorEastAsia minorHAnsi mintCream minus minute minutes mirrored mistyRose miter mm moccasin
mod modern modulate mongolianVert mono monospace month months moon moons morning mosaic move move-from-bottom
move-from-left move-from-lowerleft move-from-lowerright move-from-right move-from-top move-from-upperleft
move-from-upperright move-short movingAvg mso mso-spt202 mult multilevel musicNotes NA name name-and-extension
named named-symbol narHorz narVert navajoWhite navy near-axis near-axis-other-side near-origin neCell never new
newPage newSection next next-page nextColumn nextPage nextTo nil no-limit no-repeat no-wrap noBar noControl
noConversion nohref non-primitive none nonIsoscelesTrapezoid nonzero norm normal northwest noSmoking noStrike
notBeside notBetween notchedRightArrow notContains notContainsBlanks notContainsErrors notContainsText note
notEqual notes notesMasterView notesView notFirstPage nothing num number number-all-superior number-and-name
number-no-superior numberInDash numbering numTab nwCell obj objAndTwoObj objAndTx object objectBoundingBox objects
objOnly objOverTx objTx oblique obliqueBottom obliqueBottomLeft obliqueBottomRight obliqueLeft obliqueRight
obliqueTop obliqueTopLeft obliqueTopRight octagon oddPage off olapFunctions oldLace olive oliveDrab on on-click
onCall once-concurrent once-successive oneCell onLoad onRequest ooxml open open-horizontal open-vertical openDmnd
orange orangeRed orchid ordinal ordinalText organizations orgchart orthographicFront other out outEnd outer
outline outline-subtotals-bottom outline-subtotals-top outlineView outset outside outside-end outside-start
outsideMargin oval ovals over overflow overhead overlap overThenDown overwriteClear owners packages pad page
page-content page-end-margin page-number page-start-margin pageBottom pageBreakPreview pageFieldLabels
pageFieldValues pageLayout pages paint-color paleGoldenrod paleGreen paleTurquoise paleVioletRed palmsBlack
palmsColor papayaWhip paperClips papyrus paragraph paragraph-content paragraph-end-margin paragraph-start-margin
parallel parallelogram parent partyFavor partyGlass path pc pct pct10 pct12 pct15 pct20 pct25 pct30 pct35 pct37
pct40 pct45 pct5 pct50 pct55 pct60 pct62 pct65 pct70 pct75 pct80 pct85 pct87 pct90 pct95 peachPuff pencils pending
pentagon people peopleHats peopleWaving percent percentage percentDiff percentOfCol percentOfRow percentOfTotal
percentStacked period perspective perspectiveAbove perspectiveAboveLeftFacing perspectiveAboveRightFacing
perspectiveBelow perspectiveContrastingLeftFacing perspectiveContrastingRightFacing perspectiveFront
perspectiveHeroicExtremeLeftFacing perspectiveHeroicExtremeRightFacing perspectiveHeroicLeftFacing
perspectiveHeroicRightFacing perspectiveLeft perspectiveRelaxed perspectiveRelaxedModerately perspectiveRight peru
phClr phong pi pic picture picTx pie pieWedge pink pinYin placeholders plaid plain-number plain-number-and-name
plaque plaqueTabs plastic plum plus poinsettias poly portrait pos position postageStamp powder powderBlue power
presentation presentationAccent presentationText preserve prev previous previous-page print print-range print-view
printer priority product protected pt ptInCategory ptInSeries publisher pumpkin1 purple push pushPinNote1
pushPinNote2 pyramid pyramids pyramidsAbove pyramidToMax quadArrow quadArrowCallout quadrants quarter quarters
query queryTable R1C1 radial random range readOnly realTimeData records rect rectangle rectangular red ref
refError reflect rejected relaxedInset remove remove-dependents remove-precedents repeat repeat-column repeat-row
replace report-type reset rest restart restored reverse reverseDiagStripe ribbon ribbon2 riblet right
right-outside rightArrow rightArrowCallout rightBrace rightBracket rightMargin rightVertical rings rl rl-tb rlV
rnd ROC roll-from-bottom roll-from-left roll-from-right roll-from-top roman romanLcParenBoth romanLcParenR
romanLcPeriod romanUcParenBoth romanUcParenR romanUcPeriod rosyBrown rotate round round1Rect round2DiagRect
round2SameRect roundRect row row-percentage rows royalBlue rtl rtTriangle ruby run-through running-total runTotal
russianLower russianUpper saddleBrown safari salmon sandyBrown sans-serif sawtooth sawtoothGray scale scale-min
scaredCat school screen screen16x10 screen16x9 screen4x3 script scroll scrollBar sdtContentLocked sdtLocked
seaGreen seaShell seattle seCell secHead second secondColumnStripe secondColumnSubheading secondRowStripe
secondRowSubheading seconds secondSubtotalColumn secondSubtotalRow sectEnd section segments selection
selection-indexes self semi-automatic semi-condensed semi-expanded separate separating separator series
shadowedSquares shape shapes1 shapes2 shared sharksTeeth shdw1 shdw10 shdw11 shdw12 shdw13 shdw14 shdw15 shdw16
shdw17 shdw18 shdw19 shdw2 shdw20 shdw3 shdw4 shdw5 shdw6 shdw7 shdw8 shdw9 shimmer shingle shorebirdTracks short
show sib side-by-side sienna silver simple sin single singleAccounting singleLevel singleQuote size skewX skewY
skip-white-space skw skyBlue skyrocket slantDashDot slateBlue slateGray slateGrey sldImg sldMasterView sldNum
sldSorterView sldThumbnailView sldView slide slidenum slides slope slow sm small small-caps smCheck smConfetti
smGrid smileyFace smooth smoothMarker snapToChars sng sngStrike snip1Rect snip2DiagRect snip2SameRect
snipRoundRect snow snowflakeFancy snowflakes soft softEdge softmetal softRound solid solidDmnd sombrero
sort-ascending sound southwest sp space span sparkle sphere spiral-inward-left spiral-inward-right
spiral-outward-left spiral-outward-right spiralin-left spiralin-right spiralout-left spiralout-right split
springGreen spt sq sql sql-pass-through sqrt square squareTabs stack stacked stackScale stagger-even stagger-odd
standard standard-deviation standard-error star star10 star12 star16 star24 star32 star4 star5 star6 star7 star8
stars stars3d starsBlack starsShadowed starsTop start stdDev stdDevP stdDevp stdErr stdev stdevp stealth steelBlue
stop str straight-line straightConnector1 stretch stretch-from-bottom stretch-from-left stretch-from-right
stretch-from-top strict string stripedRightArrow stripes stroke sub submit subscript subSup subTitle subtitle sum
sun sunrise sunset super superscript svg swCell swirligig swiss swooshArrow sysDash sysDashDot sysDashDotDot
sysDot system tab table table-cell table-column table-fields table-row tabular-layout taiwaneseCounting
taiwaneseCountingThousand taiwaneseDigital tan tb tb-lr tb-rl tbl tbLrV tbRl tbRlV tbV teal teardrop tenMillions
tenThousands text text-box text1 text2 textArchDown textArchDownPour textArchUp textArchUpPour textButton
textButtonPour textCanDown textCanUp textCascadeDown textCascadeUp textChevron textChevronInverted textCircle
textCirclePour textCurveDown textCurveUp textDeflate textDeflateBottom textDeflateInflate
textDeflateInflateDeflate textDeflateTop textDoubleWave1 textFadeDown textFadeLeft textFadeRight textFadeUp
textInflate textInflateBottom textInflateTop textLength textNoShape textPlain textRingInside textRingOutside
textSlantDown textSlantUp textStop textTriangle textTriangleInverted textWave1 textWave2 textWave4 textWrapping
thaiAlphaParenBoth thaiAlphaParenR thaiAlphaPeriod thaiCounting thaiDist thaiDistribute thaiLetters thaiNumbers
thaiNumParenBoth thaiNumParenR thaiNumPeriod thick thickThin thickThinLargeGap thickThinMediumGap
thickThinSmallGap thin thinDiagCross thinDiagStripe thinHorzCross thinHorzStripe thinReverseDiagStripe thinThick
thinThickLargeGap thinThickMediumGap thinThickSmallGap thinThickThinLargeGap thinThickThinMediumGap
thinThickThinSmallGap thinVertStripe thirdColumnSubheading thirdRowSubheading thirdSubtotalColumn thirdSubtotalRow
thistle thousands threeDEmboss threeDEngrave threePt through thumbnail tight time timePeriod timing-root title
titleOnly tl to-another-table to-bottom to-center to-left to-lower-left to-lower-right to-right to-top
to-upper-left to-upper-right tomato top top-end top-left top-right top-start top10 topLeft topMargin topRight
tornPaper tornPaperBlack total-percentage totalRow tr trace-dependents trace-errors trace-precedents
trackedChanges transition transitional translate translucentPowder transparent trapezoid tree trees trellis tri
triangle triangle1 triangle2 triangleCircle1 triangleCircle2 triangleParty triangles trillions triple True true
ttb turquoise twistedLines1 twistedLines2 twoCell twoColTx twoObj twoObjAndObj twoObjAndTx twoObjOverTx twoPt
twoTxTwoObj tx tx1 tx2 txAndChart txAndClipArt txAndMedia txAndObj txAndTwoObj txOverObj type ultra-condensed
ultra-expanded unchecked uncover-to-bottom uncover-to-left uncover-to-lowerleft uncover-to-lowerright
uncover-to-right uncover-to-top uncover-to-upperleft uncover-to-upperright underDot underscore undOvr uniqueValues
unit unknown unlocked unsorted up upArrow upArrowCallout upDiag upDownArrow upDownArrowCallout uppercase
upperLetter upperRoman url use-zero userSet uturnArrow val value value() value-and-percentage value-list
value-type var variable variance varP varp verb vert vert270 vertical vertical-bar vertical-checkerboard
vertical-lines vertical-stripes verticalScroll vertStripe vertTitleAndTx vertTitleAndTxOverChart vertTx veryHidden
vietnameseCounting vine violet visible void volume warmMatte warning watermark wave waveline wavy wavyDbl
wavyDouble wavyHeavy wavyline wavyline-from-bottom wavyline-from-left wavyline-from-right wavyline-from-top wd
wdDnDiag wdUpDiag weave weavingAngles weavingBraid weavingRibbon weavingStrips web wedgeEllipseCallout
wedgeRectCallout wedgeRoundRectCallout wheat whenNotActive white whiteFlowers whiteSmoke whiteTextOnBlack whole
wholeTable wide win window windowFrame windowText with-previous woodwork word word-wrap wordArtVert wordArtVertRtl
words worksheet wrap xIllusions xml xstretch xy year years yellow yellowGreen ystretch zanyTriangles zero
zero-values zigZag zigZagStitch
""")
_FONTS = """
Agency FB, Albany, Algerian, Andale Mono, Aptos, Aptos Display, Arial, Arial Black, Arial MT, Arial Narrow, Arial
Rounded MT Bold, Arial Unicode MS, Arimo, Bahnschrift, Baskerville, Batang, Bitstream Vera Sans, Bitstream Vera Sans
Mono, Bitstream Vera Serif, Bodoni MT, Book Antiqua, Bookman Old Style, Brush Script MT, Caladea, Calibri, Calibri
Light, Cambria, Cambria Math, Candara, Carlito, Century, Century Gothic, Century Schoolbook, Century Schoolbook L,
Comic Sans MS, Consolas, Constantia, Cooper Black, Corbel, Courier, Courier New, Cousine, Cumberland, DejaVu Sans,
DejaVu Sans Mono, DejaVu Serif, DengXian, Didot, Dotum, Ebrima, FangSong, Franklin Gothic Book, Franklin Gothic
Medium, FreeMono, FreeSans, FreeSerif, Futura, Gabriola, Gadugi, Garamond, Geneva, Georgia, Gill Sans MT, Gothic,
Gulim, Haettenschweiler, Helvetica, Helvetica Neue, Impact, Ink Free, KaiTi, Lato, Leelawadee UI, Liberation Mono,
Liberation Sans, Liberation Sans Narrow, Liberation Serif, Linux Libertine, Lohit Devanagari, Lohit Hindi, Lucida
Bright, Lucida Console, Lucida Grande, Lucida Handwriting, Lucida Sans, Lucida Sans Unicode, Luxi Sans, Malgun
Gothic, Mangal, Marlett, Meiryo, Menlo, Microsoft Sans Serif, Microsoft YaHei, MingLiU, MingLiU_HKSCS, Monaco,
monospace, Montserrat, MS Gothic, MS Mincho, MS PGothic, MS PMincho, MS Reference Sans Serif, MS Sans Serif, MT
Extra, Myanmar Text, Nimbus Mono L, Nimbus Roman, Nimbus Roman No L, Nimbus Sans, Nimbus Sans L, Nirmala UI, Noto
Sans, Noto Sans CJK SC, Noto Sans Devanagari, Noto Serif, Noto Serif CJK SC, Open Sans, OpenSymbol, Optima,
Palatino, Palatino Linotype, Papyrus, Perpetua, PMingLiU, Poppins, Roboto, Rockwell, sans-serif, SansSerif, Segoe
Print, Segoe Script, Segoe UI, Segoe UI Emoji, Segoe UI Light, Segoe UI Semibold, Segoe UI Symbol, serif, SimHei,
SimSun, Sitka Text, Source Code Pro, Source Han Sans CN, Source Sans Pro, StarBats, StarSymbol, Sylfaen, Symbol,
Tahoma, Thorndale, Times, Times New Roman, Tinos, Trebuchet MS, Tw Cen MT, Ubuntu, URW Gothic, Verdana, Webdings,
Wingdings, Wingdings 2, Wingdings 3, Yu Gothic, Yu Gothic Light, Yu Mincho, Zapf Dingbats
"""
FONTS = frozenset(" ".join(font.split()).lower() for font in _FONTS.split(","))
_NUMBER = re.compile(r"[+-]?\d*\.?\d+(?:[eE][+-]?\d+)?(?:%|\*|f|fd|pt|pc|in|cm|mm|px|em|pi|deg|rad|grad|vbase|twip)?")
_COLOUR = re.compile(r"#?(?:[0-9A-F]{6}|[0-9a-f]{6}|[0-9A-F]{8}|[0-9A-F]{4}|[0-9A-F]{16,20})")
_CELL = re.compile(r"\$?[A-Z]{1,3}\$?\d{1,7}|\$?[A-Z]{1,3}|\d{1,7}")
_TOKEN = re.compile(r"[?$]?f?\d+|[sn]\d{1,6}|rgb|x-symbol")  # s1 and n1: names that a copy gives anew
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?|[A-Z]{2}")
_DATE = re.compile(r"\d{1,4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z?)?|P[\dYMDTHS.,]+")
_PATH = re.compile(
    r"[MLHVCSQTAZNFEUXYWBDPJIGKOR\s\d.,?f$+eE-]+|[mlhvcsqtaz\s\d.,+eE-]+|[MLHVCSQTAZmlhvcsqtaz\s\d.,+-]+"
)
_SUM = re.compile(
    r"(?:[?$]?f?\d+(?:\.\d+)?|[-+*/(),\s]|a?(?:sin|cos|tan)2?|sqrt|abs|min|max|if|pi|left|top|right|bottom|width|height)+"
)
_SHAPE = re.compile(r"mso-spt\d+|ooxml-(\w+)")
_BREAKS = re.compile(r"[\s,;:()|*/@]+")


@lru_cache(maxsize=65536)
def harmless(value: str) -> bool:
    """Whether nobody can be told by this value."""
    if len(value) < 2 or value in WORDS or _LANGUAGE.fullmatch(value) or _DATE.fullmatch(value):
        return True
    if all(not one or _is_known(one) for one in _BREAKS.split(value)):
        return True
    shape = _SHAPE.fullmatch(value)
    if _SUM.fullmatch(value) or (shape and (shape[1] or "rect") in WORDS):
        return True
    return bool(len(value) > 3 and re.search(r"\d", value) and _PATH.fullmatch(value))


def _is_known(word: str) -> bool:
    patterns = (_NUMBER, _COLOUR, _CELL, _TOKEN)
    return word in WORDS or word.lstrip("-+!") in WORDS or any(one.fullmatch(word) for one in patterns)


def known_fonts(value: str) -> bool:
    """Whether these are fonts that many machines have, or places in a theme."""
    names = [name.strip(" '\"").rstrip("0123456789").lower() for name in re.split("[;,]", value)]
    return all(name in FONTS or re.fullmatch(r"\+m[jn]-(lt|ea|cs)|", name) for name in names)
